import ApusCore
import Testing

@testable import ApusNN

@Suite struct MetricKindTests {
  @Test func everyNameIsItsMetrics() throws {
    #expect(Set(MetricKind.names).count == MetricKind.names.count)
    for name in MetricKind.names {
      let metric = try MetricKind.named(name).make()
      #expect(metric.name == name && metric.value.isNaN)
    }
  }

  @Test func othersAreRefused() {
    #expect {
      try MetricKind.named("acuracy")
    } throws: { "\($0)".contains("accuracy") }
  }

  @Test func emptyBatchesChangeNothing() {
    for kind in MetricKind.all {
      var metric = kind.make()
      metric.update(Tensor([Double](), shape: [0, 3]), Tensor([Int32]()))
      #expect(metric.value.isNaN && metric.state == kind.make().state, "\(kind.name)")
    }
  }

  @Test func aStateThatFitsNothingIsNone() {
    let states: [[Double]] = [
      [], [1], [.nan], [-1, 0, 0, 1], [1, 2, 3], [0.5, 1, 1, 1], [1, 1e300, 0, 0], [1, 1, 7, 0.5],
      [2, 1, 0, 0.5], [.infinity, .infinity, 1, 2, 3],
    ]
    for kind in MetricKind.all {
      for state in states {
        var metric = kind.make()
        metric.state = state
        metric.reset()
        #expect(metric.state == kind.make().state, "\(kind.name)")
      }
    }
    for kind in [MetricKind.auc, .precision] {
      var metric = kind.make()
      metric.state = [-1, 0, 0, 1]
      #expect(metric.value.isNaN, "\(kind.name)")
    }
    for state in states {
      var score = MeanAveragePrecision()
      score.state = state
      #expect(score.value.isNaN)
    }
  }

  @Test func labelsOfAllElementTypesCount() {
    let outputs = Tensor([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]] as [[Float]])
    for dtype in [DType.int32, .int64, .uint8, .float32] {
      let targets = Tensor([1.0, 0, 0] as [Double]).cast(to: dtype)
      #expect(MetricKind.precision(outputs, targets) == 0.5)
      #expect(MetricKind.auc(outputs, targets) == 1)
    }
  }

  @Test func logitsHaveAnotherThreshold() {
    let logits = Tensor([[0.3], [-0.2], [2]] as [[Double]])
    let targets = Tensor([Int32(1), 0, 1])
    #expect(MetricKind.figure(.recall, threshold: 0)(logits, targets) == 1)
    #expect(MetricKind.recall(logits, targets) == 0.5)
  }
}
