import ApusCore
import Testing

@testable import ApusNN

private final class Block: Layer {
  let norm = BatchNormalization()
  let dense: Dense
  @Parameter var scale = Tensor(Float(2))
  init(_ units: Int) { dense = Dense(units) }
  func callAsFunction(_ input: Tensor) -> Tensor { scale * dense(norm(input)) }
}

private class Base: Layer {
  let first = Dense(4)
  func callAsFunction(_ input: Tensor) -> Tensor { first(input) }
}

private final class Network: Base {
  var blocks = [Block(4), Block(4)]
  let extra: Dense? = Dense(3)
  let none: Dense? = nil
  let byName = ["b": Dense(2), "a": Dense(2)]
  let numbers = [1.0, 2.0]
  lazy var shared = first

  override func callAsFunction(_ input: Tensor) -> Tensor {
    var value = super.callAsFunction(input)
    for block in blocks { value = block(value) }
    for key in byName.keys.sorted() { if let layer = byName[key] { value = layer(value) } }
    return extra?(value) ?? value
  }
}

@Suite struct ModuleTests {
  @Test func reflectionFindsParametersInOrder() {
    let network = Network()
    _ = network.shared
    network.build([5])
    #expect(
      network.namedParameters.map(\.name) == [
        "first.weight", "first.bias", "blocks.0.norm.gamma", "blocks.0.norm.beta",
        "blocks.0.norm.movingMean", "blocks.0.norm.movingVariance", "blocks.0.dense.weight",
        "blocks.0.dense.bias", "blocks.0.scale", "blocks.1.norm.gamma", "blocks.1.norm.beta",
        "blocks.1.norm.movingMean", "blocks.1.norm.movingVariance", "blocks.1.dense.weight",
        "blocks.1.dense.bias", "blocks.1.scale", "extra.weight", "extra.bias", "byName.a.weight",
        "byName.a.bias", "byName.b.weight", "byName.b.bias",
      ])
    #expect(network.isBuilt)
    #expect(network.submodules.count == 10)
  }

  @Test func replacedModulesAreFoundAgain() {
    let network = Network()
    #expect(network.parameters.count == 22)
    network.blocks.removeLast()
    #expect(network.parameters.count == 15)
    let wrapped = Sequential([network])
    #expect(wrapped.parameters.count == 15)
    network.blocks.append(Block(4))
    #expect(wrapped.parameters.count == 22)
  }

  @Test func freezingKeepsStatisticsAsTheyAre() {
    let network = Network()
    network.build([5])
    let trainable = network.trainableParameters.count
    #expect(trainable == network.parameters.count - 4)
    network.freeze()
    #expect(network.trainableParameters.isEmpty)
    network.unfreeze()
    #expect(network.trainableParameters.count == trainable)
  }

  @Test func buildingTakesNoMemory() {
    let model = Sequential {
      Dense(100_000, activation: .relu)
      Dense(100_000)
    }
    let before = MemoryStatistics.current.usedBytes
    #expect(model.build([100_000]) == [100_000])
    #expect(model.parameterCount == 2 * (100_000 * 100_000 + 100_000))
    // Other tests run at the same time; ten thousand million weights would not go unnoticed.
    #expect(MemoryStatistics.current.usedBytes - before < 1 << 30)
  }

  @Test func parametersFollowTheInputsElementType() {
    let layer = Dense(3)
    let output = layer(Tensor([[1.0, 2.0]] as [[Double]]))
    #expect(output.dtype == .float64)
    #expect(layer.weight.dtype == .float64)
  }

  @Test func sameSeedSameWeights() {
    func weights(_ seed: UInt64, backwards: Bool = false) -> [[Float]] {
      RandomGenerator.with(seed: seed) {
        let model = Sequential {
          Dense(8)
          Dense(4)
        }
        model.build([5])
        let parameters = model.parameters
        // The order in which values are first read must not matter.
        for parameter in backwards ? parameters.reversed() : parameters {
          _ = parameter.wrappedValue
        }
        return parameters.map { $0.wrappedValue.floats }
      }
    }
    #expect(weights(7) == weights(7))
    #expect(weights(7) == weights(7, backwards: true))
    #expect(weights(7)[0] != weights(8)[0])
    #expect(Array(weights(7)[0].prefix(4)) != Array(weights(7)[2].prefix(4)))
  }

  @Test func namesAreThoseOfKeras() {
    #expect(LayerNames.stem(of: "Conv2D") == "conv2d")
    #expect(LayerNames.stem(of: "MaxPooling2D") == "max_pooling2d")
    #expect(LayerNames.stem(of: "GlobalAveragePooling2D") == "global_average_pooling2d")
    #expect(LayerNames.stem(of: "LSTM") == "lstm")
    let model = Sequential {
      Dense(2)
      Dense(2, name: "dense_1")
      Dense(2)
      Sequential { Dense(2) }
    }
    #expect(model.layerNames == ["dense", "dense_1", "dense_2", "sequential"])
    model.build([2])
    #expect(model.namedParameters.last?.name == "sequential.dense.bias")
  }
}
