import ApusCore
import ApusNN

extension Chart {
  /// The receiver operating characteristic of each class against all others, with its area (AUC) in
  /// the legend.
  ///
  /// Of two classes that of the second; of more than eight the eight with the least areas. The
  /// dashed diagonal is chance. Source: ``ROCCurve``; Fawcett 2006.
  public static func roc(_ rows: ScoreRows, classNames: [String], title: String? = nil) -> Chart {
    let curves = ClassCurves(rows, classNames) { truth, scores in
      let curve = ROCCurve(truth: truth, scores: scores)
      return (Array(zip(curve.falsePositiveRates, curve.truePositiveRates)), curve.area)
    }
    var chart = Chart(
      title: (title.map { $0 + ": " } ?? "") + curves.summary("AUC"),
      x: Axis("false positive rate", limits: 0...1), y: Axis("true positive rate", limits: 0...1))
    chart.add(Line([(0, 0), (1, 1)], label: "chance 0.5", isGuide: true))
    curves.draw(in: &chart, isStepped: false)
    chart.setPlotSize(width: 400, height: 400)
    return chart
  }
}
