import ApusCore
import Testing

@testable import ApusNN

@Suite struct LayerOutputsTests {
  @Test func everyLayerIsToldByItsDottedName() {
    let input = Input([3])
    let inner = Sequential([Dense(4), ReLU()], name: "inner")
    let whole = Sequential([Model(inputs: input, outputs: Dense(2)(inner(input)), name: "graph")])
    let x = Tensor.randomNormal([5, 3], generator: RandomGenerator(seed: 1))
    var names: [String] = []
    var last: Tensor?
    let output = whole.outputs(on: x) { name, _, value in
      names.append(name)
      last = value
    }
    #expect(names == ["graph.inner.dense", "graph.inner.re_lu", "graph.dense"])
    #expect(output.floats == whole(x).floats && last?.floats == output.floats)
  }

  @Test func anyOtherLayerIsOne() {
    var names: [String] = []
    Dense(2).outputs(on: .zeros([1, 3])) { name, _, _ in names.append(name) }
    #expect(names == ["dense"])
  }
}
