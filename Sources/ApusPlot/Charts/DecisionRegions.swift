import ApusCore

extension Chart {
  /// Which class a classifier gives to each part of a plane, and the examples on it; those that it
  /// gets wrong have rings.
  ///
  /// - Parameters:
  ///   - title: what stands above.
  ///   - features: [examples, features], two or more; more than two are shown on the plane of
  ///     ``DataPlane``.
  ///   - labels: the class of each example, from 0.
  ///   - classNames: what the legend calls the classes.
  ///   - resolution: cells along each axis.
  ///   - classify: gives [n] classes for [n, features]; called for the plane and for the examples.
  /// - Source: lectures S2:232–460, decision boundaries of perceptron and Adaline.
  public static func decisionRegions(
    title: String, _ features: Tensor, labels: [Int], classNames: [String], resolution: Int = 160,
    classify: (Tensor) -> Tensor
  ) -> Chart {
    require(
      features.rank == 2 && features.shape[0] == labels.count,
      """
      decisionRegions: features \(features.shape) and \(labels.count) labels; expected a label an \
      example
      """
    )
    let plane = DataPlane(features)
    let places = points(plane.project(features))
    let extent = extent(of: places) ?? (0...1, 0...1)
    let (across, up) = (margin(extent.x), margin(extent.y))

    func middle(_ range: ClosedRange<Double>, _ cell: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Double(cell) + 0.5)
        / Double(resolution)
    }
    let grid = (0..<resolution).flatMap { row in
      (0..<resolution).map { [middle(across, $0), middle(up, row)] }
    }
    let lifted = plane.lift(Tensor(grid).cast(to: features.dtype))
    let found = classify(lifted).doubles.map { Int($0) }
    let guesses = classify(features).doubles.map { Int($0) }

    var (x, y) = (plane.x, plane.y)
    (x.limits, y.limits) = (across, up)
    var chart = Chart(title: title, x: x, y: y, width: 680, height: 500)
    chart.add(
      Regions(
        (0..<resolution).map { Array(found[$0 * resolution..<($0 + 1) * resolution]) },
        x: across, y: up))
    for (index, name) in classNames.enumerated() {
      chart.add(
        Points(zip(places, labels).filter { $0.1 == index }.map(\.0), label: name))
    }
    let wrong = zip(places, zip(labels, guesses)).filter { $0.1.0 != $0.1.1 }.map(\.0)
    if !wrong.isEmpty { chart.add(Points(wrong, label: "wrong", size: 6, isRinged: true)) }
    return chart
  }

  private static func points(_ tensor: Tensor) -> [(x: Double, y: Double)] {
    let values = tensor.doubles
    return stride(from: 0, to: values.count - 1, by: 2).map { (values[$0], values[$0 + 1]) }
  }

  /// The range with a tenth more at both ends.
  private static func margin(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let span = range.upperBound - range.lowerBound
    let more = span > 0 ? span / 10 : 1
    return range.lowerBound - more...range.upperBound + more
  }
}
