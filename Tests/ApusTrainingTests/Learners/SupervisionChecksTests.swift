import ApusCore
import ApusData
import ApusNN
import Testing

@testable import ApusTraining

/// Data that does not go with a model or its loss is an error of one line, whoever wrote them.
@Suite struct SupervisionChecksTests {
  private let x = RandomGenerator.with(seed: 1) { Tensor.randomNormal([12, 4]) }
  private let classes = Tensor((0..<12).map { Int32($0 % 3) })

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  private func chain(_ loss: Loss, _ last: any Layer = Dense(3)) -> Sequential {
    let model = Sequential([Dense(5, activation: .relu), last])
    model.compile(optimizer: Adam(), loss: loss)
    return model
  }

  @Test func targetsOfAnotherShapeThrow() throws {
    for loss: Loss in [.meanSquaredError, .huber, .binaryCrossEntropy(fromLogits: true), .poisson] {
      let text = message { try chain(loss).fit(x, .ones([12, 2]), batchSize: 6) }
      #expect(text.contains("a prediction [6, 3] and a target [6, 2]"), "\(text)")
      #expect(message { _ = try chain(loss).evaluate(x, .ones([12, 2])) }.contains("[12, 2]"))
    }
    let sparse = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
    #expect(message { try chain(sparse).fit(x, .ones([12, 3])) }.contains("labels [12, 3]"))
  }

  @Test func labelsOutsideTheClassesThrow() throws {
    let data = DatasetSplits(train: TensorDataset(x, classes), test: TensorDataset(x, classes + 2))
    for loss: Loss in [
      .sparseCategoricalCrossEntropy(fromLogits: true), .sparseCategoricalCrossEntropy(),
      .categoricalCrossEntropy(fromLogits: true),
    ] {
      let model = chain(loss)
      #expect(
        message { try model.fit(data.test, seed: nil) }
          == "\(loss.name): label 3 is none of the output's 3 classes, which are numbered from 0")
      #expect(message { _ = try model.evaluate(data.test) }.contains("label 3 is none"))
      let validated = message {
        try model.fit(data.train, validation: data.test, reporter: SilentReporter())
      }
      #expect(validated.contains("label 3 is none"))
      // A share for each class is not a label.
      #expect(
        loss.name != "categoricalCrossEntropy"
          || message { try model.fit(x, classes.oneHot(depth: 3), reporter: SilentReporter()) }
            == "no error"
      )
    }
    #expect(
      message { try chain(.meanSquaredError).fit(x, classes - 1) }.contains("a label of -1"))
    #expect(
      message { try chain(.meanSquaredError).fit(x, .ones([11, 3])) }.contains("equally many"))
  }

  /// Layers and losses of one's own, of which nothing is known but what they do.
  @Test func mistakesInCodeOfOnesOwnThrow() throws {
    let reshaping = Lambda { $0.reshaped(to: [7]) }
    #expect(
      message { try chain(.meanSquaredError, reshaping).fit(x, .ones([12, 3])) }
        == "in lambda (Lambda): reshape: [1, 5] to [7]: 5 elements are not 7")
    let perceptual = Loss("own") { prediction, target in matmul(prediction, target).mean() }
    #expect(
      message { try chain(perceptual).fit(x, .ones([12, 3]), batchSize: 4) }
        == "matmul: [4, 3] · [4, 3]: inner dimensions 3 and 4 differ")

    final class Own: Trainable {
      var training: AnyObject?
      let first = Dense(3)
      func callAsFunction(_ input: Tensor) -> Tensor { first(input) }
    }
    let own = Own()
    own.compile(optimizer: Adam(), loss: .meanSquaredError)
    try own.fit(x, .ones([12, 3]), reporter: SilentReporter())
    let text = message { _ = try own.predict(.ones([2, 9])) }
    #expect(text.hasPrefix("own: ") && text.contains("9"), "\(text)")
    #expect(try own.predict(x).shape == [12, 3])
  }

  @Test func withoutCompileFitThrows() {
    let model = Sequential { Dense(2) }
    #expect(message { try model.fit(x, classes) }.hasPrefix("the model is not compiled"))
    #expect(message { _ = try model.evaluate(x, classes) }.hasPrefix("the model is not compiled"))
  }

  /// The checks draw nothing: weights come from the learner's generator, with validation examples
  /// or without.
  @Test func checksDrawNothing() throws {
    func weights(_ validation: TensorDataset?) throws -> [[Float]] {
      let model = Sequential { Dense(3) }
      let learner = SupervisedLearner(
        model, optimizer: SGD(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
        generator: RandomGenerator(seed: 9))
      try learner.fit(
        TensorDataset(x, classes), epochs: 1, validation: validation, reporter: SilentReporter())
      return model.parameters.map(\.wrappedValue.floats)
    }
    #expect(try weights(nil) == weights(TensorDataset(x, classes)))
  }

  @Test func aLossThatReadsItsTargetsIsLeftToTheBatches() throws {
    let reading = Loss("own") { prediction, target in
      (prediction - target).squared.mean() * (target.sum().item > 0 ? 1 : 2)
    }
    #expect(
      message { try chain(reading).fit(x, .ones([12, 3]), reporter: SilentReporter()) }
        == "no error")
  }
}
