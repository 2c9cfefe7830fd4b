import ApusCore
import Testing

@testable import ApusNN

@Suite struct LayerGraphTests {
  @Test func sequencesAreChains() {
    let shared = Dense(4)
    let graph = Sequential([shared, shared, Dense(2)]).layerGraph([4])
    #expect(graph.nodes.map(\.inputs) == [[], [0], [1], [2]])
    #expect(graph.nodes.map(\.type) == ["Input", "Dense", "Dense", "Dense"])
    // A layer that is used again has its parameters once.
    #expect(graph.nodes.map(\.parameters) == [0, 20, 0, 10] && graph.parameters == 30)
    #expect(graph.nodes.map(\.output) == [[4], [4], [4], [2]])
  }

  @Test func graphsKeepTheirBranches() {
    let (a, b) = (Input([3]), Input([3], name: "second"))
    let model = Model(inputs: [a, b], outputs: [Dense(2)(Concatenate()(Dense(5)(a), b))])
    let graph = model.layerGraph()
    #expect(graph.nodes.map(\.name).prefix(2) == ["input", "second"])
    #expect(graph.nodes.map(\.inputs) == [[], [], [0], [2, 1], [3]])
    #expect(graph.parameters == model.parameterCount)
  }

  @Test func othersAreOneNode() throws {
    #expect(Dense(3).layerGraph([2]).nodes.map(\.type) == ["Input", "Dense"])
    #expect(throws: ConfigurationError.self) {
      try Sequential([Conv2D(3, kernel: 9)]).checkedLayerGraph([4, 4, 1])
    }
  }

  @Test func lastFeaturesAreTheInputOfTheLastLayerThatLearns() {
    let hidden = Dense(5, activation: .relu)
    let x = Tensor.randomNormal([7, 3], generator: RandomGenerator(seed: 1))
    let sequence = Sequential([hidden, Dense(2), Softmax()])
    _ = sequence(x)
    #expect(sequence.lastFeatures(x)?.floats == hidden(x).floats)
    let input = Input([3])
    let middle = hidden(input)
    let model = Model(inputs: input, outputs: Dense(2)(middle))
    #expect(model.lastFeatures(x)?.floats == hidden(x).floats)
    let flat = Model(inputs: input, outputs: Dense(2)(input))
    #expect(flat.lastFeatures(x)?.floats == x.floats)
    #expect(Sequential([Flatten()]).lastFeatures(x) == nil && hidden.lastFeatures(x) == nil)
  }
}
