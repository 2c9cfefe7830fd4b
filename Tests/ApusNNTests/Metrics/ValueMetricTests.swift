import ApusCore
import Testing

@testable import ApusNN

@Suite struct ValueMetricTests {
  static let cases = EvaluationCase.all("values")

  @Test func allCasesAreThere() { #expect(Self.cases.count >= 100) }

  @Test(arguments: cases) func matchesScikitLearn(_ example: EvaluationCase) throws {
    let width = try #require(example.width)
    let tensor = { (values: [Double]?) in
      let values = try #require(values)
      return Tensor(values.map { $0 / 10 }, shape: [values.count / width, width])
    }
    let (predictions, targets) = (try tensor(example.predictions), try tensor(example.targets))
    try example.expectMetrics(predictions, targets)
    if width == 1 {
      let flat = (predictions.reshaped(to: [-1]), targets.reshaped(to: [-1]))
      try example.expect(MetricKind.r2Score(flat.0, targets), "r2Score")
      try example.expect(MetricKind.explainedVariance(predictions, flat.1), "explainedVariance")
    }
  }

  @Test func aLargeMeanCostsNoDigits() {
    let targets = Tensor([1e9, 1e9 + 1, 1e9 + 2])
    let predictions = Tensor([1e9, 1e9 + 1, 1e9 + 3])
    #expect(abs(MetricKind.r2Score(predictions, targets) - 0.5) < 1e-12)
  }

  @Test func anyLossIsAMetric() {
    let kind = MetricKind.mean(of: .huber())
    #expect(
      kind.name == "huber"
        && kind(Tensor([[1.0]] as [[Double]]), Tensor([[3.0]] as [[Double]])) == 1.5)
  }
}
