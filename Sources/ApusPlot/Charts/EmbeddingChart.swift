import ApusCore

extension Chart {
  /// Examples as points of a plane, coloured by class, with each class's name at the middle of its
  /// points.
  ///
  /// - Parameters:
  ///   - points: [examples, 2], such as ``PrincipalComponents`` or ``TSNE`` give.
  ///   - labels: the class of each example, from 0.
  ///   - classNames: what the classes are called.
  ///   - title: what stands above.
  ///   - x: what the horizontal axis shows.
  ///   - y: what the vertical axis shows.
  public static func embedding(
    _ points: Tensor, labels: [Int], classNames: [String], title: String = "",
    x: String = "first coordinate", y: String = "second coordinate"
  ) -> Chart {
    require(
      points.rank == 2 && points.shape[1] == 2 && points.shape[0] == labels.count,
      """
      embedding: points \(points.shape) and \(labels.count) labels; expected [examples, 2], a \
      label each
      """
    )
    let values = points.doubles
    let places = labels.indices.map { (x: values[2 * $0], y: values[2 * $0 + 1]) }
    var chart = Chart(title: title, x: Axis(x), y: Axis(y), width: 680, height: 540)
    var names: [(x: Double, y: Double, text: String)] = []
    for (index, name) in classNames.enumerated() {
      let own = zip(places, labels).filter { $0.1 == index }.map(\.0)
      chart.add(Points(own, label: name, size: own.count > 60 || labels.count > 500 ? 2.6 : 3.5))
      guard !own.isEmpty else { continue }
      names.append((median(own.map(\.x)), median(own.map(\.y)), shortened(name, to: 90)))
    }
    chart.add(Names(names))
    return chart
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }
}
