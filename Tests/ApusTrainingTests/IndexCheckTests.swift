import ApusCore
import ApusData
import ApusNN
import Testing

@testable import ApusTraining

/// Tokens that a model has no vector for come from files: an error before training, not a trap in
/// its midst.
@Suite struct IndexCheckTests {
  private func tokens(_ last: Float) -> TensorDataset {
    TensorDataset(features: [0, 1, 2, 3, 4, last], shape: [2], classes: [0, 1, 1])
  }

  private func trainer(_ model: any Layer) -> Trainer {
    Trainer(
      model, optimizer: SGD(learningRate: 0.1),
      loss: .sparseCategoricalCrossEntropy(fromLogits: true))
  }

  private var models: [any Layer] {
    let input = Input([2])
    return [
      Sequential([Embedding(5, 4), Flatten(), Dense(2)]),
      Sequential([Sequential([Embedding(5, 4), Flatten()]), Dense(2)]),
      Sequential([
        TokenAndPositionEmbedding(vocabularySize: 5, sequenceLength: 2, embeddingDim: 4),
        Flatten(), Dense(2),
      ]),
      Model(
        inputs: input,
        outputs: Dense(2)(
          Flatten()(Concatenate()([Embedding(5, 4)(input), Embedding(9, 4)(input)])))
      ),
    ]
  }

  @Test func indicesOutsideTheTableThrow() throws {
    for model in models {
      #expect(model.inputIndexCount == 5)
      for wrong in [5, -1, .nan, .infinity] as [Float] {
        let trainer = trainer(model)
        let error = #expect(throws: ConfigurationError.self) {
          try trainer.fit(tokens(wrong), epochs: 1, batchSize: 2, reporter: SilentReporter())
        }
        #expect(error?.description.contains("example 2 holds") == true)
        #expect(throws: ConfigurationError.self) {
          try trainer.fit(
            tokens(0), epochs: 1, validation: tokens(wrong), reporter: SilentReporter())
        }
        let late = #expect(throws: ConfigurationError.self) {
          try trainer.evaluate(tokens(wrong), batchSize: 2)
        }
        #expect(late?.description.contains("example 2 holds") == true)
      }
      let history = try trainer(model).fit(
        tokens(4), epochs: 2, validation: tokens(0), reporter: SilentReporter())
      #expect(history.epochs.count == 2)
    }
  }

  @Test func otherModelsTakeAnyNumber() throws {
    #expect(Sequential([Dense(2)]).inputIndexCount == nil && Dense(2).inputIndexCount == nil)
    let history = try trainer(Sequential([Dense(2)])).fit(
      tokens(-7), epochs: 1, reporter: SilentReporter())
    #expect(history.epochs.count == 1)
  }
}
