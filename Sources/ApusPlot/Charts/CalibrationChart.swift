import ApusCore
import ApusNN
import Foundation

extension ChartGrid {
  /// The reliability diagram: how often answers are right against how sure the model is of them,
  /// and below it how many answers there are. Bars under the diagonal say that the model is too
  /// sure of itself.
  ///
  /// Source: ``Calibration``; Guo et al. 2017.
  public static func calibration(_ calibration: Calibration, title: String? = nil) -> ChartGrid {
    let bins = calibration.bins
    let width = 1 / Double(bins.count)
    func bars(_ value: (Calibration.Bin) -> Double) -> [(from: Double, to: Double, value: Double)] {
      bins.enumerated().filter { $0.element.count > 0 }.map {
        (Double($0.offset) * width, Double($0.offset + 1) * width, value($0.element))
      }
    }
    let figures = String(
      format: "expected error %.4f, greatest %.4f", calibration.value, calibration.maximumError)
    var above = Chart(
      title: (title.map { $0 + ": " } ?? "") + figures,
      x: Axis("confidence", limits: 0...1), y: Axis("share that is right", limits: 0...1))
    above.add(Bars(bars(\.accuracy), label: "right"))
    above.add(Line([(0, 0), (1, 1)], label: "as sure as right", isGuide: true))
    above.add(
      Points(
        bins.filter { $0.count > 0 }.map { ($0.confidence, $0.accuracy) }, label: "mean confidence")
    )
    var below = Chart(
      x: Axis("confidence", limits: 0...1), y: Axis("answers", isWhole: true))
    below.add(Bars(bars { Double($0.count) }))
    let left = max(ChartLayout(above).left, ChartLayout(below).left)
    (above.leastLeft, below.leastLeft) = (left, left)
    above.setPlotSize(width: 420, height: 320)
    below.setPlotSize(width: 420, height: 100)
    return ChartGrid(rows: [[above], [below]])
  }
}
