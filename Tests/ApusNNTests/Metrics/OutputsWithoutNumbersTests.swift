import ApusCore
import Testing

@testable import ApusNN

/// A network that diverged gives outputs that are not numbers: no metric takes them for right
/// answers.
@Suite struct OutputsWithoutNumbersTests {
  private let truth = Tensor([Int32(0), 1, 2, 0])
  private let outputs = Tensor(
    [[.nan, .nan, .nan], [0, 1, 0], [.nan, 0, 1], [0.1, .nan, 0]] as [[Double]])

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func noneIsRight(_ dtype: DType) {
    let outputs = outputs.cast(to: dtype)
    #expect(MetricKind.accuracy(outputs, truth) == 0.25)
    #expect(MetricKind.accuracy(outputs, truth.oneHot(depth: 3)) == 0.25)
    for k in 1...4 {
      // Where another output is none, it comes before the class's own.
      let expected = [1: 0.25, 2: 0.75][k] ?? 0.75
      #expect(MetricKind.topKAccuracy(k: k)(outputs, truth) == expected, "k = \(k)")
    }
    let single = Tensor([[Double.nan], [0.2]]).cast(to: dtype)
    for kind in [MetricKind.accuracy, .binaryAccuracy, .topKAccuracy(k: 1)] {
      #expect(kind(single, Tensor([Int32(0), 0])) == 0.5, "\(kind.name)")
    }
    #expect(MetricKind.topKAccuracy(k: 2)(single, Tensor([Int32(0), 0])) == 0.5)
  }

  @Test func figuresOfTheConfusionAreNone() {
    let kinds: [MetricKind] = [
      .balancedAccuracy, .cohenKappa, .matthewsCorrelation, .precision, .recall, .specificity,
      .f1Score, .meanIoU, .dice, .expectedCalibrationError, .auc, .averagePrecision, .logLoss,
      .brierScore,
    ]
    for kind in kinds {
      var metric = kind.make()
      metric.update(
        Tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]] as [[Double]]), Tensor([Int32(0), 1, 2]))
      #expect(!metric.value.isNaN, "\(kind.name)")
      metric.update(outputs, truth)
      metric.update(
        Tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]] as [[Double]]), Tensor([Int32(0), 1, 2]))
      #expect(metric.value.isNaN, "\(kind.name)")
      // Also behind a checkpoint.
      var resumed = kind.make()
      resumed.state = metric.state
      #expect(resumed.value.isNaN, "\(kind.name)")
      resumed.update(Tensor([[1.0, 0, 0]] as [[Double]]), Tensor([Int32(0)]))
      #expect(resumed.value.isNaN, "\(kind.name)")
      resumed.reset()
      resumed.update(
        Tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]] as [[Double]]), Tensor([Int32(0), 1, 2]))
      #expect(!resumed.value.isNaN, "\(kind.name)")
    }
  }
}
