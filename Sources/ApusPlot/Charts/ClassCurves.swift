import ApusNN
import Foundation

/// The curves of classes against all others, as many as a reader can tell apart.
struct ClassCurves {
  /// One class: its curve and the figure that sums it up.
  struct Curve {
    let name: String
    let points: [(x: Double, y: Double)]
    let figure: Double
  }

  /// As many styles as the palette has before it repeats itself.
  static let most = 8

  /// The curves that are drawn: all of a few classes, of many those with the least figures.
  let shown: [Curve]
  /// The mean figure of all classes that have one.
  let mean: Double
  /// How many classes have one.
  let count: Int

  /// The curves of the classes of `rows`; of two classes that of the second alone.
  init(
    _ rows: ScoreRows, _ classNames: [String],
    _ curve: (_ truth: [Int], _ scores: [Double]) -> (
      points: [(x: Double, y: Double)], figure: Double
    )
  ) {
    let labels = rows.classes == 2 ? [1] : Array(0..<rows.classes)
    let all = labels.compactMap { label -> Curve? in
      let truth = rows.truth.map { $0 == label ? 1 : 0 }
      // Without examples of the class, or without others, there is no curve.
      guard truth.contains(1), truth.contains(0) else { return nil }
      let (points, figure) = curve(truth, (0..<rows.count).map { rows.score(of: label, $0) })
      let name = label < classNames.count ? classNames[label] : "\(label)"
      return Curve(name: name, points: Self.thinned(points), figure: figure)
    }
    count = all.count
    mean = all.isEmpty ? .nan : all.reduce(0) { $0 + $1.figure } / Double(all.count)
    let worst = all.indices.sorted { (all[$0].figure, $0) < (all[$1].figure, $1) }
      .prefix(Self.most).sorted()
    shown = worst.map { all[$0] }
  }

  /// Draws the curves into `chart`; the legend says each figure.
  func draw(in chart: inout Chart, isStepped: Bool) {
    for curve in shown {
      let figure = String(format: "%.4f", curve.figure)
      chart.add(
        Line(
          curve.points, label: "\(shortened(curve.name, to: 130)) \(figure)", isStepped: isStepped))
    }
  }

  /// What a title says of all classes together.
  func summary(_ figure: String) -> String {
    let hidden = count - shown.count
    return (count == 1 ? "\(figure) " : "mean \(figure) ") + String(format: "%.4f", mean)
      + (hidden > 0 ? " (the \(shown.count) lowest of \(count) classes)" : "")
  }

  /// The points without those within straight runs, and of very many no more than show.
  private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let corners = points.indices.filter { index in
      guard index > 0, index + 1 < points.count else { return true }
      let (before, at, after) = (points[index - 1], points[index], points[index + 1])
      return !(before.x == at.x && at.x == after.x) && !(before.y == at.y && at.y == after.y)
    }
    let most = 400
    guard corners.count > most else { return corners.map { points[$0] } }
    return (0..<most).map { points[corners[$0 * (corners.count - 1) / (most - 1)]] }
  }
}
