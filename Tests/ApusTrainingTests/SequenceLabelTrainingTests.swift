import ApusCore
import ApusNN
import Testing

@testable import ApusTraining

/// A class for each time of a sequence: labels [examples, times].
@Suite struct SequenceLabelTrainingTests {
  @Test func aTaggerLearnsItsRule() throws {
    // The tag of a time is the token modulo 3.
    let tokens = Tensor((0..<60).map { Int32(($0 * 7) % 12) }, shape: [12, 5])
    let tags = Tensor((0..<60).map { Int32((($0 * 7) % 12) % 3) }, shape: [12, 5])
    let model = RandomGenerator.with(seed: 1) {
      let model = Sequential {
        Embedding(12, 8)
        Dense(3)
      }
      model.compile(
        optimizer: Adam(learningRate: 0.05),
        loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy])
      return model
    }
    let history = try model.fit(
      tokens, tags, epochs: 30, batchSize: 4, classWeights: [1, 2, 1],
      sampleWeights: Array(repeating: 1.5, count: 12), reporter: SilentReporter())
    #expect(try #require(history.epochs.last?["accuracy"]) == 1)
    let evaluation = try model.evaluate(tokens, tags)
    #expect(evaluation["accuracy"] == 1 && evaluation.loss < 0.2)
    #expect(try model.predict(tokens).shape == [12, 5, 3])
  }
}

@Suite struct MaskedLossTests {
  @Test func paddedTimesCountForNothing() throws {
    let tokens = Tensor([Int32(3), 5, 2, 0, 4, 0, 0, 0], shape: [2, 4])
    let tags = Tensor([Int32(1), 0, 2, 0, 1, 0, 0, 0], shape: [2, 4])
    let model = RandomGenerator.with(seed: 1) {
      Sequential {
        Embedding(6, 8, maskZero: true)
        Dense(3)
      }
    }
    model.compile(optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
    let found = try model.evaluate(tokens, tags).loss
    let logits = model(tokens).reshaped(to: [8, 3])
    let kept = Tensor([Int32(0), 1, 2, 4])
    let wanted = sparseCategoricalCrossEntropy(
      logits.gathered(at: kept), tags.reshaped(to: [8]).gathered(at: kept), fromLogits: true)
    #expect(abs(found - wanted.item) < 1e-6)
    // What padding is tagged with moves nothing.
    let other = Tensor([Int32(1), 0, 2, 2, 1, 1, 2, 1], shape: [2, 4])
    #expect(try model.evaluate(tokens, other).loss == found)
  }
}
