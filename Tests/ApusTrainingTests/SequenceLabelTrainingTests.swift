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
