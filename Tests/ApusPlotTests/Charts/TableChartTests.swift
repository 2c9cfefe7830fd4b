import ApusCore
import ApusData
import ApusNN
import Foundation
import Testing

@testable import ApusPlot

@Suite struct TableChartTests {
  @Test func histogramsCountAsNumPy() {
    // numpy.histogram([0, 0.1, 0.1, 0.25, 0.5, 1], bins=4) = [3, 1, 1, 1]
    let histogram = Histogram([0, 0.1, 0.1, 0.25, 0.5, 1, .nan, .infinity], bins: 4)
    #expect(histogram.counts == [3, 1, 1, 1])
    #expect(histogram.edges == [0, 0.25, 0.5, 0.75, 1])
    #expect(Histogram([2, 2], bins: 2).counts == [0, 2])
    #expect(Histogram([], bins: 3).counts == [0, 0, 0])
    #expect(Histogram([0, 5, 9], bins: 1, range: 1...6).counts == [1])
    // The sum of thirds: edges that the quotient misses by rounding.
    let thirds = (0..<30).map { Double($0) / 10 }
    #expect(Histogram(thirds, bins: 29).counts.reduce(0, +) == 30)
  }

  @Test func histogramsOfTensorsAreAGrid() {
    let model = Sequential { [Dense(3), Dense(2)] }
    model.build([4])
    let grid = ChartGrid.histograms(
      model.namedParameters.map { ($0.name, $0.parameter.wrappedValue) }, title: "weights",
      logarithmic: true)
    #expect(grid.rows.map(\.count) == [3, 1])
    for text in [">weights<", ">dense.weight (12)<", ">dense_1.bias (2)<"] {
      #expect(grid.svg.contains(text), "\(text)")
    }
    #expect(grid.width == 900 && grid.height == 436)
    let chart = Chart.histogram([1, 2, 2, .nan], label: "weight", title: "all", logarithmic: true)
    #expect(chart.svg.contains(">weight<") && !chart.svg.lowercased().contains("nan"))
  }

  @Test func correlationIsPearsons() {
    let features = Tensor([[1, 2, -1, 5], [2, 4, 1, 5], [3, 6, -1, 5]] as [[Double]])
    let image = Chart.correlation(features, names: ["a", "b", "c", "d"]).svg
    #expect(image.ranges(of: ">1.00<").count == 5)
    #expect(image.ranges(of: ">0.00<").count == 4)
    // A constant feature has none.
    #expect(image.contains(RGB(grey: 160).text))
  }

  @Test func attentionAndTablesHaveNamesAndAScale() {
    let weights = Tensor([[0.9, 0.1], [0.25, 0.75]] as [[Float]])
    let image = Chart.attention(weights, queries: ["der", "Hund"], keys: ["the", "dog"]).svg
    for text in [">Hund<", ">dog<", ">key<", ">query<", ">weight<"] {
      #expect(image.contains(text), "\(text)")
    }
    let large = (0..<100).map { row in (0..<100).map { Double($0 * row) } }
    let names = (0..<100).map(String.init)
    let chart = Chart.heatMap(large, rows: names, columns: names, format: "%.0f")
    #expect(!chart.svg.contains(">9801<"))
  }

  @Test func embeddingsNameTheirClasses() {
    let points = Tensor(
      (0..<40).map { (place: Int) -> [Float] in [Float(place % 2) * 10, Float(place)] })
    let image = Chart.embedding(
      points, labels: (0..<40).map { $0 % 2 }, classNames: ["even", "odd", "none"]
    ).svg
    #expect(image.ranges(of: ">even<").count == 2 && image.ranges(of: ">none<").count == 1)
    #expect(image.ranges(of: "<circle").count == 21)
  }

  @Test func trialsAndGroupsAndSchedules() {
    let trials = Chart.trials(
      [(0.1, 0.5), (0.01, 0.9), (.nan, 2)], setting: Axis("rate", scale: .logarithmic),
      figure: "accuracy"
    ).svg
    #expect(trials.contains(">best<") && trials.contains(">accuracy<"))
    let boxes = Chart.boxes([("sgd", [1, 2, 3]), ("adam", [])], y: "loss").svg
    #expect(boxes.contains(">sgd<") && boxes.contains(">adam<"))
    let rates = Chart.rates(
      [
        ("constant", ConstantRate(0.1)),
        (
          "half",
          ExponentialDecay(
            initialRate: 0.1, decaySteps: 5, decayRate: 0.5)
        ),
      ], steps: 10
    ).svg
    #expect(rates.contains(">half<") && rates.ranges(of: "<polyline").count == 2)
  }
}
