import ApusCore
import Testing

@testable import ApusNN

@Suite struct ConfidenceIntervalTests {
  static let cases = EvaluationCase.all("intervals")

  @Test func allCasesAreThere() { #expect(Self.cases.count >= 100) }

  @Test(arguments: cases) func matchesSciPy(_ example: EvaluationCase) throws {
    let data = try #require(example.data)
    let sum = data.reduce(0, +)
    for method in ConfidenceInterval.Method.allCases {
      let interval = ConfidenceInterval(
        estimate: sum, samples: try #require(example.samples), withoutOne: data.map { sum - $0 },
        confidence: try #require(example.confidence), method: method)
      try example.expect(interval.lower, "\(method)Lower")
      try example.expect(interval.upper, "\(method)Upper")
      try example.expect(interval.standardError, "standardError")
    }
  }

  @Test func theSeedDecides() {
    let values = (0..<40).map { Double(($0 * 17) % 41) }
    let mean = { (places: [Int]) in
      places.reduce(0) { $0 + values[$1] } / Double(places.count)
    }
    let first = ConfidenceInterval.bootstrap(count: 40, resamples: 500, seed: 1, mean)
    #expect(first == .bootstrap(count: 40, resamples: 500, seed: 1, mean))
    #expect(first != .bootstrap(count: 40, resamples: 500, seed: 2, mean))
    // σ/√n of the values, of which the interval takes some two to each side.
    let all = mean(Array(0..<40))
    let spread = (values.reduce(0) { $0 + ($1 - all) * ($1 - all) } / 1600).squareRoot()
    #expect(first.estimate == all && abs(first.standardError / spread - 1) < 0.1)
    #expect(abs((first.upper - first.lower) / (3.92 * spread) - 1) < 0.15)
  }

  @Test func metricsHaveIntervals() {
    let scores = Tensor((0..<20).map { Double($0) / 20 }, shape: [20, 1])
    let truth = Tensor(
      (0..<20).map { (place: Int) -> Int32 in place % 3 == 0 ? 0 : Int32(place / 10) })
    let interval = MetricKind.auc.interval(scores, truth, resamples: 200)
    #expect(interval.estimate == MetricKind.auc(scores, truth))
    #expect(interval.lower < interval.estimate && interval.upper >= interval.estimate)
    #expect(interval == MetricKind.auc.interval(scores, truth, resamples: 200))
  }

  @Test func figuresThatDoNotDiffer() {
    for method in ConfidenceInterval.Method.allCases {
      let interval = ConfidenceInterval.bootstrap(count: 5, resamples: 20, method: method) { _ in 3
      }
      #expect(interval.lower == 3 && interval.upper == 3 && interval.standardError == 0)
      let none = ConfidenceInterval.bootstrap(count: 5, resamples: 20, method: method) { _ in .nan }
      #expect(none.lower.isNaN && none.upper.isNaN)
    }
  }
}
