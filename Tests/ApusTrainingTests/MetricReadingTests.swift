import ApusCore
import ApusNN
import Testing

@testable import ApusTraining

/// Metrics read outputs as the loss does: a model that ends in logits is judged like the same model
/// with probabilities.
@Suite struct MetricReadingTests {
  private let kinds: [MetricKind] = [
    .accuracy, .topKAccuracy(k: 2), .balancedAccuracy, .cohenKappa, .matthewsCorrelation,
    .precision, .recall, .specificity, .f1Score, .meanIoU, .auc, .averagePrecision, .logLoss,
    .perplexity, .brierScore, .expectedCalibrationError,
  ]

  /// Logits of 200 examples and their classes, often the likeliest one.
  private func examples(_ width: Int) -> (logits: Tensor, labels: Tensor) {
    RandomGenerator.with(seed: 5) {
      let logits = Tensor.randomNormal([200, width], standardDeviation: 3)
      let noisy = logits + Tensor.randomNormal([200, width], standardDeviation: 2)
      let labels = width == 1 ? (noisy .> 0).reshaped(to: [200]) : noisy.argmax(axis: 1)
      return (logits, labels.cast(to: .int32))
    }
  }

  private func evaluation(
    _ layer: any Layer, _ loss: Loss, _ kinds: [MetricKind], _ x: Tensor, _ y: Tensor
  ) throws -> Evaluation {
    let model = Sequential([layer])
    model.compile(optimizer: SGD(), loss: loss, metrics: kinds)
    return try model.evaluate(x, y)
  }

  @Test(arguments: [1, 3]) func logitsAreJudgedLikeProbabilities(_ width: Int) throws {
    let (logits, labels) = examples(width)
    let kinds = kinds + (width == 1 ? [.binaryAccuracy] : [])
    let losses: (Bool) -> Loss = {
      width == 1
        ? .binaryCrossEntropy(fromLogits: $0) : .sparseCategoricalCrossEntropy(fromLogits: $0)
    }
    let fromLogits = try evaluation(Activation(.linear), losses(true), kinds, logits, labels)
    let function: ActivationFunction = width == 1 ? .sigmoid : .softmax
    let wanted = try evaluation(Activation(function), losses(false), kinds, logits, labels)
    for (ours, other) in zip(fromLogits.values, wanted.values) {
      #expect(abs(ours.value - other.value) < 1e-5 * max(1, abs(other.value)), "\(ours.name)")
    }
    #expect(try #require(fromLogits["accuracy"]) > 0.7)
    #expect(try #require(fromLogits["brierScore"]) < 0.6)
  }

  @Test func theHistoryOfAFitReadsLogitsToo() throws {
    let (logits, labels) = examples(1)
    let model = Sequential([Dense(1, useBias: false, kernelInitializer: .ones)])
    model.compile(
      optimizer: SGD(learningRate: 0), loss: .binaryCrossEntropy(fromLogits: true),
      metrics: [.accuracy])
    let history = try model.fit(
      logits, labels, validation: (logits, labels), reporter: SilentReporter())
    let right = zip(logits.floats, labels.array(of: Int32.self)).count { ($0 > 0) == ($1 == 1) }
    let record = try #require(history.epochs.first)
    #expect(record["accuracy"] == Double(right) / 200)
    #expect(record["val_accuracy"] == Double(right) / 200)
  }

  @Test func aSettingOfItsOwnWins() throws {
    let (logits, labels) = examples(1)
    let probabilities = sigmoid(logits)
    // The loss says logits; the metrics know better.
    let own: [MetricKind] = [.brierScore(fromLogits: false), .logLoss(fromLogits: false)]
    let result = try evaluation(
      Activation(.linear), .binaryCrossEntropy(fromLogits: true), own, probabilities, labels)
    #expect(abs(try #require(result["brierScore"]) - own[0](probabilities, labels)) < 1e-9)
    // A threshold is one of the outputs as they are.
    let high = MetricKind.figure(.recall, threshold: 2)
    let recall = try evaluation(
      Activation(.linear), .binaryCrossEntropy(fromLogits: true), [high], logits, labels)
    let pairs = zip(logits.floats, labels.array(of: Int32.self)).filter { $0.1 == 1 }
    let hits = pairs.count { $0.0 > 2 }
    #expect(recall["recall"] == Double(hits) / Double(pairs.count))
  }

  @Test func marginsHaveTheirBoundaryAtZero() throws {
    let outputs = Tensor([[0.3], [-0.2], [2], [-1], [0.1]] as [[Float]])
    for targets in [[1, 0, 1, 1, 0], [1, -1, 1, 1, -1]] as [[Float]] {
      let result = try evaluation(
        Activation(.linear), .hinge, [.accuracy, .binaryAccuracy, .recall], outputs, Tensor(targets)
      )
      #expect(result["accuracy"] == 0.6 && result["binaryAccuracy"] == 0.6)
      #expect(abs(try #require(result["recall"]) - 2.0 / 3) < 1e-12)
    }
  }

  @Test func whatAreNoProbabilitiesIsRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = MetricKind.brierScore(Tensor([[2.0], [-1]] as [[Double]]), Tensor([Int32(1), 0]))
    }
    await #expect(processExitsWith: .failure) {
      _ = MetricKind.logLoss(
        Tensor([[0.5, 0.9], [0.2, 0.2]] as [[Double]]), Tensor([Int32(1), 0]))
    }
    await #expect(processExitsWith: .failure) {
      _ = MetricKind.expectedCalibrationError(
        Tensor([[3.0], [0.5]] as [[Double]]), Tensor([Int32(1), 0]))
    }
    // A model that diverged is no mistake in the program, nor is rounding to bfloat16.
    #expect(MetricKind.logLoss(Tensor([[Double.nan], [0.5]]), Tensor([Int32(1), 0])).isNaN)
    let rounded = softmax(Tensor([[0.3, 2, -1, 0.7]] as [[Float]])).cast(to: .bfloat16)
    #expect(MetricKind.brierScore(rounded, Tensor([Int32(1)])) < 0.2)
  }

  @Test func everyLossFromLogitsSaysSo() throws {
    for name in Loss.names {
      if let loss = try? Loss.named(name, options: ["fromLogits": true]) {
        #expect(loss.reading == .logits, "\(name)")
        #expect(try Loss.named(name).reading == .probabilities, "\(name)")
      }
    }
    #expect(Loss.negativeSampling.reading == .logits)
    #expect(Loss.squaredHinge.reading == .margins)
    #expect(Loss.meanSquaredError.reading == nil)
  }
}
