import ApusCore
import ApusNN
import Testing

@testable import ApusTraining

/// Losses, metrics and activation functions of one's own that hold a model.
@Suite struct LossesWithModelsTests {
  private let x = RandomGenerator.with(seed: 2) { Tensor.randomNormal([64, 4]) }

  @Test func aPerceptualLossTrainsTheModelOnly() throws {
    let features = Sequential { Dense(8, activation: .tanh) }
    features.build([3])
    let before = features.parameters.map { $0.wrappedValue.floats }
    let perceptual = Loss("perceptual") { prediction, target in
      meanSquaredError(features(prediction), features(target))
    }
    let distance = MetricKind("distance") {
      MeanMetric("distance") { prediction, target in
        let errors = abs(features(prediction) - features(target))
        return (errors.sum().item, errors.elementCount)
      }
    }
    let model = Sequential { Dense(3) }
    model.compile(optimizer: Adam(learningRate: 0.02), loss: perceptual, metrics: [distance])
    let targets = x.sliced(axis: 1, from: 0, to: 3)
    let history = try model.fit(x, targets, epochs: 20, reporter: SilentReporter())
    let first = try #require(history.epochs.first), last = try #require(history.epochs.last)
    #expect(try #require(last["loss"]) < 0.5 * (try #require(first["loss"])))
    #expect(try #require(last["distance"]) < (try #require(first["distance"])))
    #expect(features.parameters.map { $0.wrappedValue.floats } == before)
    #expect(model.parameters.count == 2)
  }

  @Test func anActivationFunctionsModulesAreTrained() throws {
    let gate = Dense(4), second = Dense(4)
    let gated = ActivationFunction("gated", holding: [gate]) { $0 * sigmoid(gate($0)) }
    let mixed = ActivationFunction("mixed", holding: [second]) { second($0) }
    let model = Sequential {
      Dense(4, activation: gated)
      Passing(mixed)
      Dense(1)
    }
    model.build([4])
    #expect(model.parameterCount == 20 + 20 + 20 + 5)
    let before = gate.weight.floats
    model.compile(optimizer: SGD(learningRate: 0.1), loss: .meanSquaredError)
    try model.fit(x, x.sum(axis: 1, keepDimensions: true), reporter: SilentReporter())
    #expect(gate.weight.floats != before)
    #expect(model.namedParameters.contains { $0.name == "dense.activation.0.weight" })
  }

  @Test func whatAFunctionHidesStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let gate = Dense(4)
      let hidden = ActivationFunction("hidden") { gate($0) }
      Sequential { Dense(4, activation: hidden) }.build([4])
    }
    // Frozen, it is meant to stay out.
    let teacher = Dense(4)
    teacher.build([4])
    teacher.freeze()
    let distilled = ActivationFunction("distilled") { $0 + teacher($0) }
    #expect(Sequential { Dense(4, activation: distilled) }.build([4]) == [4])
  }
}

/// A layer that has a function of one's own.
private final class Passing: Layer {
  private let function: ActivationFunction
  init(_ function: ActivationFunction) { self.function = function }
  func callAsFunction(_ input: Tensor) -> Tensor { function(input) }
}
