import ApusCore
import Testing

@testable import ApusNN

@Suite struct ModelTests {
  @Test func aGraphComputesWhatItsLayersDo() {
    let input = Input([6])
    let hidden = Dense(4, activation: .tanh)
    let skip = Dense(4)
    let head = Dense(2)
    let model = Model(inputs: input, outputs: head(hidden(input) + skip(input)))
    let x = Tensor.randomNormal([3, 6], generator: RandomGenerator(seed: 1))
    expectClose(model(x), head(hidden(x) + skip(x)), 0)
    #expect(
      model.namedParameters.map(\.name) == [
        "dense.weight", "dense.bias", "dense_1.weight", "dense_1.bias", "dense_2.weight",
        "dense_2.bias",
      ])
  }

  @Test func sharedLayersHaveOneSetOfParameters() {
    let shared = Dense(3, name: "twin")
    let left = Input([5], name: "left")
    let right = Input([5], name: "right")
    let merged = Concatenate()(shared(left), shared(right))
    let model = Model(inputs: [left, right], outputs: [merged, Dense(1)(merged)])
    #expect(
      model.namedParameters.map(\.name) == [
        "twin.weight", "twin.bias", "dense.weight", "dense.bias",
      ])
    let a = Tensor.randomNormal([2, 5], generator: RandomGenerator(seed: 2))
    let b = Tensor.randomNormal([2, 5], generator: RandomGenerator(seed: 3))
    let outputs = model([a, b])
    #expect(outputs.map(\.shape) == [[2, 6], [2, 1]])
    expectClose(outputs[0], Tensor.concatenated([shared(a), shared(b)], axis: -1), 0)
    // The gradient of a shared weight is the sum over its uses.
    let (_, both) = valueAndGradient(at: [shared.$weight]) { model([a, b])[0].sum() }
    let (_, one) = valueAndGradient(at: [shared.$weight]) { shared(a).sum() }
    let (_, other) = valueAndGradient(at: [shared.$weight]) { shared(b).sum() }
    expectClose(both[0], one[0] + other[0], 1e-6)
    let summary = model.summary()
    #expect(summary.rows.map(\.name) == ["left", "right", "twin", "concatenate", "dense"])
    #expect(summary.total == 5 * 3 + 3 + 6 + 1)
  }

  @Test func dropoutInAGraphFollowsTheMode() {
    let input = Input([50])
    let model = Model(inputs: input, outputs: Dropout(0.5)(input))
    let ones = Tensor.ones([4, 50])
    #expect(model(ones).floats == ones.floats)
    #expect(Mode.training { model(ones) }.floats.contains(0))
  }

  @Test func graphsNestAndMayBeDeep() {
    let inner: Model = {
      let x = Input([4])
      return Model(inputs: x, outputs: Dense(4)(x), name: "inner")
    }()
    let input = Input([4])
    var value = input
    for _ in 0..<2000 { value = inner(value) + input }
    let model = Model(inputs: input, outputs: value)
    #expect(model.parameters.count == 2)
    #expect(model.namedParameters[0].name == "inner.dense.weight")
    let dense = inner.parameters
    dense[0].wrappedValue = .zeros([4, 4])
    let x = Tensor([[1, 2, 3, 4] as [Float]])
    #expect(model(x).floats == [1, 2, 3, 4])
  }

  @Test func valuesAreReleasedWhenNoLayerNeedsThem() {
    let input = Input([1000])
    var value = input
    for _ in 0..<3 { value = Activation(.tanh)(value) }
    let model = Model(inputs: input, outputs: value)
    #expect(model.steps.map(\.released) == [[0], [1], [2]])
  }

  @Test func aModelOfSeveralInputsJoinsAnotherGraph() throws {
    let left = Input([5])
    let right = Input([4])
    let head = Dense(3)
    let inner = Model(inputs: [left, right], outputs: [head(Concatenate()(left, right)), left])
    let x = Input([4])
    let grown = Dense(5)
    let joined = inner([grown(x), x])
    #expect(joined.map(\.shape) == [[3], [5]])
    let model = Model(inputs: [x], outputs: joined)
    let value = Tensor.randomNormal([2, 4], generator: RandomGenerator(seed: 4))
    let outputs = model([value])
    for (ours, wanted) in zip(outputs, inner([grown(value), value])) {
      expectClose(ours, wanted, 0)
    }
    #expect(model.parameters.contains { $0 === head.$weight })
    let again = try #require(try ModelConfiguration(of: model).makeModel() as? Model)
    #expect(again.parameterCount == model.parameterCount)
  }

  @Test func buildingTakesTheFirstCall() {
    let input = Input([8, 8, 3])
    let model = Model(
      inputs: input, outputs: Dense(10)(Flatten()(MaxPooling2D()(Conv2D(4, kernel: 3)(input)))))
    #expect(model.isBuilt)
    #expect(model.outputTypes[0].shape == [1, 10])
    #expect(model.parameterCount == 3 * 3 * 3 * 4 + 4 + 36 * 10 + 10)
  }
}
