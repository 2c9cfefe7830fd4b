import ApusCore
import Testing

@testable import ApusNN

@Suite struct AccuracyTests {
  static let cases = (try? GoldenCase.cases("metrics")) ?? []
  /// What `accuracy` does not stand for in Keras's compile: other thresholds, equality of labels,
  /// many binary outputs.
  static let others: Set<String> = [
    "Accuracy integers", "BinaryAccuracy matrices", "BinaryAccuracy threshold",
    "BinaryAccuracy at the threshold", "BinaryAccuracy logits",
  ]

  @Test(arguments: cases.filter { !others.contains($0.name) })
  func matchesKeras(_ example: GoldenCase) throws {
    var metric = MetricKind.accuracy.make()
    let batches = zip(try #require(example.inputs), try #require(example.targets))
    for (position, batch) in batches.enumerated() {
      metric.update(batch.0.tensor, batch.1.tensor)
      let wanted = try #require(example.outputs?[position]).data[0]
      #expect(abs(metric.value - wanted) < 1e-6)
    }
  }

  @Test(arguments: cases.filter { $0.kind == "BinaryAccuracy" })
  func ofManyOutputsMatchesKeras(_ example: GoldenCase) throws {
    let threshold = example.setting("threshold")?.number ?? 0.5
    var metric = MetricKind.binaryAccuracy(threshold: threshold).make()
    let batches = zip(try #require(example.inputs), try #require(example.targets))
    for (position, batch) in batches.enumerated() {
      metric.update(batch.0.tensor, batch.1.tensor)
      let wanted = try #require(example.outputs?[position]).data[0]
      #expect(abs(metric.value - wanted) < 1e-6)
    }
  }

  @Test func labelsOfAllElementTypesCount() {
    let outputs = Tensor([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]] as [[Float]])
    for dtype in [DType.int32, .int64, .uint8, .float32] {
      var metric = Accuracy()
      metric.update(outputs, Tensor([1.0, 0, 0] as [Double]).cast(to: dtype))
      #expect(metric.value == 2.0 / 3)
    }
  }

  @Test func stateGoesOnWhereItWas() {
    var first = Accuracy()
    first.update(Tensor([[0.1, 0.9]] as [[Float]]), Tensor([Int32(1)]))
    var second = Accuracy()
    second.state = first.state
    second.update(Tensor([[0.1, 0.9]] as [[Float]]), Tensor([Int32(0)]))
    #expect(second.value == 0.5)
    second.reset()
    #expect(second.value.isNaN)
  }
}
