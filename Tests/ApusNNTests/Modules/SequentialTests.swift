import ApusCore
import Testing

@testable import ApusNN

/// What a chain of layers knows about its input, and what it reports.
@Suite struct SequentialTests {
  @Test func anInputInFrontBuildsTheLayers() {
    let model = Sequential {
      Input([28, 28, 1])
      Conv2D(4, kernel: 3, activation: .relu)
      Flatten()
      if true { Dense(10) }
      for _ in 0..<2 { Dense(3) }
    }
    #expect(model.isBuilt && model.inputShape == [28, 28, 1])
    #expect(model.layerNames == ["conv2d", "flatten", "dense", "dense_1", "dense_2"])
    #expect(model.summary().total == 40 + 2704 * 10 + 10 + 33 + 12)
    #expect(model(.zeros([2, 28, 28, 1])).shape == [2, 3])
  }

  @Test func anArrayMayBeginWithAnInput() {
    let model = Sequential([Input([4]), Dense(3), Activation(.relu)])
    #expect(model.parameterCount == 15 && model.layers.count == 2)
    let layers: [any Layer] = [Dense(2), Dense(1)]
    #expect(Sequential(layers).layerNames == ["dense", "dense_1"])
    #expect(Sequential(layers + [Dense(7)], name: "x").layers.count == 3)
  }

  @Test func theFirstCallSaysTheInput() {
    let model = Sequential { Dense(3) }
    #expect(model.inputShape == nil)
    _ = model(.zeros([5, 4]))
    #expect(model.inputType == TensorType([1, 4]))
    let tokens = Sequential { Embedding(9, 2) }
    tokens.build([6], dtype: .int32)
    #expect(tokens.inputType == TensorType([1, 6], .int32))
  }

  @Test func otherShapesThanTheInputSaysTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Sequential {
        Input([4]); Dense(3)
      }(.zeros([2, 5]))
    }
    await #expect(processExitsWith: .failure) { _ = Sequential([Dense(3), Input([4])]) }
    await #expect(processExitsWith: .failure) { _ = Sequential([Dense(3)(Input([4])), Dense(3)]) }
  }

  @Test func aChainIsAGraphToo() {
    let model = Sequential {
      Input([4])
      Dense(3, activation: .tanh)
      Sequential { Dense(2) }
    }
    let graph = Model(model)
    #expect(graph.namedParameters.map(\.name) == model.namedParameters.map(\.name))
    let x = Tensor([1, -2, 3, 0.5] as [Float], shape: [1, 4])
    #expect(graph(x).floats == model(x).floats)
    #expect(graph.layers.count == 2 && graph.layer(named: "dense") === model.layers[0])
    #expect(model.layer(named: "sequential") === model.layers[1])
    #expect(model.layer(named: "conv2d") == nil)
  }

  @Test func copiesShareNothing() throws {
    let model = Sequential {
      Input([4])
      Dense(3)
      BatchNormalization()
      Sequential { Dense(2) }
    }
    model.layers[0].freeze()
    let copy = try model.copy()
    let x = Tensor.ones([2, 4])
    let before = model(x).floats
    #expect(copy(x).floats == before)
    #expect(copy.parameters.map(\.isTrainable) == model.parameters.map(\.isTrainable))
    for parameter in copy.parameters { parameter.wrappedValue = parameter.wrappedValue * 2 }
    #expect(model(x).floats == before && copy(x).floats != before)
    let graph = try Model(model).copy()
    #expect(graph(x).floats == before)
    #expect(throws: ConfigurationError.self) { try Sequential { Dense(3) }.copy() }
    #expect(throws: ConfigurationError.self) {
      try Sequential {
        Input([4]); Lambda { $0 }
      }.copy()
    }
  }

  @Test func printsItsLayers() {
    let model = Sequential {
      Flatten()
      Dense(100, activation: .relu)
    }
    #expect(
      "\(model)" == """
        sequential, not built:
          flatten  Flatten
          dense    Dense
        """)
    model.build([28, 28])
    #expect(
      "\(model)" == """
        sequential, 78,500 parameters:
          flatten  Flatten  [784]
          dense    Dense    [100]  78,500
        """)
    #expect(
      "\(Model(model))".hasPrefix("model, 78,500 parameters:\n  input    Input    [28, 28]\n"))
    let long = Sequential((0..<100).map { _ in Activation(.relu) })
    #expect("\(long)".split(separator: "\n").count == 26)
    #expect("\(long)".contains("… 76 more"))
    #expect("\(Dense(3))" == "Dense(activation: linear, units: 3, useBias: true)")
  }
}
