import ApusCore
import ApusNN

extension Chart {
  /// Precision against recall of each class against all others, with its average precision in the
  /// legend.
  ///
  /// Of two classes that of the second; of more than eight the eight with the least figures.
  /// Between two thresholds the precision is drawn as a step, as the average precision counts it.
  /// Source: ``PrecisionRecallCurve``.
  public static func precisionRecall(
    _ rows: ScoreRows, classNames: [String], title: String? = nil
  ) -> Chart {
    let curves = ClassCurves(rows, classNames) { truth, scores in
      let curve = PrecisionRecallCurve(truth: truth, scores: scores)
      // From recall 0 on: a step's height is the precision at its right end.
      let points = Array(zip(curve.recalls, curve.precisions).reversed())
      let shifted = zip(points, points.dropFirst() + points.suffix(1)).map { ($0.0, $1.1) }
      return (shifted, curve.averagePrecision)
    }
    var chart = Chart(
      title: (title.map { $0 + ": " } ?? "") + curves.summary("average precision"),
      x: Axis("recall", limits: 0...1), y: Axis("precision", limits: 0...1))
    curves.draw(in: &chart, isStepped: true)
    chart.setPlotSize(width: 400, height: 400)
    return chart
  }
}
