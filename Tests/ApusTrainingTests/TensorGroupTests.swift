import ApusCore
import ApusData
import ApusNN
import Testing

@testable import ApusTraining

/// Models of several inputs and outputs that are given tensors in memory, in order or by name.
@Suite struct TensorGroupTests {
  private let a = RandomGenerator.with(seed: 1) { Tensor.randomNormal([30, 4]) }
  private let b = RandomGenerator.with(seed: 2) { Tensor.randomNormal([30, 3, 2]) }
  private let value = RandomGenerator.with(seed: 3) { Tensor.randomNormal([30, 1]) }
  private let form = Tensor((0..<30).map { Int32($0 % 3) })

  private func model(named: Bool = true) -> Model {
    RandomGenerator.with(seed: 4) {
      let a = Input([4], name: "a")
      let b = Input([3, 2], name: "b")
      let hidden = Concatenate()(Dense(5, activation: .relu)(a), Flatten()(b))
      let model = Model(
        inputs: [a, b], outputs: [Dense(1, name: "value")(hidden), Dense(3, name: "form")(hidden)])
      let forms = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
      if named {
        model.compile(
          optimizer: SGD(learningRate: 0.05),
          losses: ["form": forms, "value": .meanSquaredError], lossWeights: ["value": 2],
          metrics: ["form": [.accuracy]])
      } else {
        model.compile(
          optimizer: SGD(learningRate: 0.05), losses: [.meanSquaredError, forms],
          lossWeights: [2, 1], metrics: [[], [.accuracy]])
      }
      return model
    }
  }

  @Test func orderAndNamesTrainAlike() throws {
    func weights(_ body: (Model) throws -> History) throws -> [[Float]] {
      let model = model()
      let history = try body(model)
      #expect(history["loss"].count == 2 && history["val_form_accuracy"].count == 2)
      return model.parameters.map(\.wrappedValue.floats)
    }
    let silent = SilentReporter()
    let inOrder = try weights {
      try $0.fit(
        [a, b], [value, form], epochs: 2, batchSize: 8, validationSplit: 0.2, reporter: silent)
    }
    let byName = try weights {
      try $0.fit(
        ["b": b, "a": a], ["form": form, "value": value], epochs: 2, batchSize: 8,
        validationSplit: 0.2, reporter: silent)
    }
    let values: Values = ["b": b, "a": a]
    let mixed = try weights {
      try $0.fit(
        values, [value, form], epochs: 2, batchSize: 8, validationSplit: 0.2, reporter: silent)
    }
    #expect(inOrder == byName)
    #expect(inOrder == mixed)
  }

  @Test func lossesInOrderAreThoseByName() throws {
    let (byName, inOrder) = (model(), model(named: false))
    let wanted = try byName.evaluate([a, b], [value, form])
    #expect(try inOrder.evaluate(["a": a, "b": b], ["form": form, "value": value]) == wanted)
    let outputs = byName([a, b])
    let right =
      2 * meanSquaredError(outputs[0], value).item
      + sparseCategoricalCrossEntropy(outputs[1], form, fromLogits: true).item
    #expect(abs(wanted.loss - right) < 1e-5)
  }

  @Test func outputsComeByName() throws {
    let model = model()
    let wanted = model([a, b])
    let outputs = try model.predict(["b": b, "a": a], batchSize: 7)
    #expect(outputs.names == ["value", "form"])
    #expect(outputs["form"]?.isAlmostEqual(to: wanted[1]) == true)
    let ofData = try model.outputs(
      for: NamedTensors(inputs: ["b": b, "a": a], targets: [:]), batchSize: 7)
    #expect(ofData["value"]?.floats == outputs["value"]?.floats)
  }

  @Test func whatDoesNotFitIsThrown() throws {
    let model = model()
    let few = a.sliced(axis: 0, from: 0, to: 9)
    func fails(_ message: String, _ body: () throws -> Void) {
      do {
        try body()
        Issue.record("no error where \"\(message)\" was expected")
      } catch {
        #expect("\(error)".contains(message), "\(error)")
      }
    }
    fails("2 inputs (a, b), the data 1") { try model.fit([a], [value, form]) }
    fails("2 outputs (value, form), the data 1") { try model.fit([a, b], value) }
    fails("different numbers of examples: a 9, b 30") { try model.fit([few, b], [value, form]) }
    fails("an input of shape [2, 3, 2] for \"a\"") {
      try model.fit([b, a], [value, form], batchSize: 2)
    }
    fails("label 3 is none of the output's 3 classes") {
      try model.fit([a, b], [value, form + 3], seed: nil, reporter: SilentReporter())
    }
    fails("inputs (a, b), the data 1 (z)") { _ = try model.predict(["z": a]) }
  }
}

extension Tensor {
  fileprivate func isAlmostEqual(to other: Tensor) -> Bool {
    shape == other.shape && (self - other).absoluteValue.max().item < 1e-6
  }
}
