import ApusNN
import Foundation
import Testing

@testable import ApusPlot

@Suite struct ClassifierChartTests {
  private let rows = ScoreRows(
    truth: [0, 0, 1, 1, 2, 2],
    scores: [
      0.7, 0.2, 0.1, 0.4, 0.5, 0.1, 0.1, 0.8, 0.1, 0.3, 0.6, 0.1, 0.1, 0.1, 0.8, 0.4, 0.3, 0.3,
    ], width: 3)

  @Test func theConfusionMatrixSaysCountsAndShares() {
    let matrix = ConfusionMatrix([[8, 2, 0], [1, 9, 0], [0, 5, 15]])
    let chart = Chart.confusion(matrix, classNames: ["cat", "dog", "frog"], title: "pets")
    let image = chart.svg
    for text in [
      ">pets: 80 % of 40 right<", ">true class<", ">recognized class<", ">frog<", ">15<", ">75 %<",
      ">share of the true class<", ">20 %<",
    ] { #expect(image.contains(text), "\(text)") }
    // What never happened stays empty.
    #expect(!image.contains(">0 %<"))
  }

  @Test func manyClassesStayReadable() {
    for count in [1, 13, 30, 100, 1000] {
      let counts = (0..<count).map { row in (0..<count).map { $0 == row ? 7 : 0 } }
      let chart = Chart.confusion(
        ConfusionMatrix(counts), classNames: (0..<count).map { "class number \($0)" })
      #expect(chart.width < 3600 && chart.height < 3600)
      #expect(count > 100 || chart.width < 1300)
      #expect(chart.svg.contains(">7<") == (count <= 30))
    }
  }

  @Test func curvesSayTheirAreas() {
    let roc = Chart.roc(rows, classNames: ["a", "b", "c"]).svg
    let areas = (0..<3).map { label in
      ROCCurve(
        truth: rows.truth.map { $0 == label ? 1 : 0 },
        scores: (0..<6).map { rows.scores[3 * $0 + label] }
      ).area
    }
    for (name, area) in zip(["a", "b", "c"], areas) {
      #expect(roc.contains(">\(name) \(String(format: "%.4f", area))<"))
    }
    #expect(roc.contains(">chance 0.5<") && roc.contains("mean AUC"))
    let curves = Chart.precisionRecall(rows, classNames: ["a", "b", "c"]).svg
    #expect(curves.contains("mean average precision") && curves.contains(">recall<"))
    let two = Chart.roc(
      ScoreRows(truth: [0, 1, 1], scores: [0.1, 0.2, 0.9]), classNames: ["no", "yes"]
    ).svg
    #expect(two.contains(">yes 1.0000<") && !two.contains(">no "))
  }

  @Test func ofManyClassesTheWorstAreShown() {
    let count = 12
    let truth = (0..<60).map { $0 % count }
    // The further up the class, the more it is mixed up with the next.
    let scores: [Double] = truth.flatMap { (own: Int) -> [Double] in
      var row = [Double](repeating: 0, count: count)
      row[own] = 1 - 0.08 * Double(own)
      row[(own + 1) % count] = 0.5
      return row
    }
    let curves = ClassCurves(
      ScoreRows(truth: truth, scores: scores, width: count), (0..<count).map { "\($0)" }
    ) { truth, scores in
      let curve = ROCCurve(truth: truth, scores: scores)
      return ([], curve.area)
    }
    #expect(curves.count == 12 && curves.shown.count == 8)
    #expect(curves.summary("AUC").contains("8 lowest of 12"))
    // A class without examples has no curve.
    let none = Chart.roc(
      ScoreRows(truth: [0, 1], scores: [1, 0, 0, 0, 1, 0], width: 3), classNames: ["a", "b", "c"])
    #expect(!none.svg.contains(">c ") && !none.svg.lowercased().contains("nan"))
  }

  @Test func calibrationHasBarsAndCounts() {
    var calibration = Calibration(bins: 5)
    calibration.add(rows)
    let image = ChartGrid.calibration(calibration).svg
    #expect(image.contains("expected error") && image.contains(">answers<"))
    #expect(image.contains(">as sure as right<"))
    #expect(ChartGrid.calibration(Calibration()).svg.hasSuffix("</svg>\n"))
  }
}
