import ApusCore
import Testing

@testable import ApusNN

@Suite struct DropConnectTests {
  @Test func inferenceIsTheDenseLayer() {
    let layer = DropConnect(3, activation: .tanh)
    let input = Tensor.randomNormal([5, 4], generator: RandomGenerator(seed: 1))
    let output = layer(input)
    expectClose(output, tanh(matmul(input, layer.weight)), 1e-6)
  }

  /// An input of the unit vectors shows the weights: each 0 or doubled, and gradients where they
  /// are not 0.
  @Test func weightsAreDroppedAndScaled() {
    let layer = DropConnect(60, rate: 0.5, useBias: false, kernelInitializer: .ones)
    let units = Tensor.identity(50)
    layer.build([50])
    let (seen, gradients) = RandomGenerator.with(RandomGenerator(seed: 2)) {
      var seen = units
      let gradients = Mode.training {
        valueAndGradient(at: layer.parameters) {
          let output = layer(units)
          seen = output.withoutDerivative
          return output.sum()
        }.gradients
      }
      return (seen.floats, gradients[0].floats)
    }
    #expect(seen.allSatisfy { $0 == 0 || $0 == 2 })
    #expect(seen == gradients)
    let share = Double(seen.filter { $0 == 0 }.count) / 3000
    #expect(abs(share - 0.5) < 5 * (0.25 / 3000).squareRoot())
  }

  @Test func describesItself() throws {
    let layer = DropConnect(3, rate: 0.2, activation: .relu, useBias: false)
    let configuration = LayerConfiguration(type: "DropConnect", options: layer.options)
    #expect(try LayerRegistry.standard.make(configuration).options == layer.options)
    #expect(throws: ConfigurationError.self) { try layer.check([[]]) }
  }
}
