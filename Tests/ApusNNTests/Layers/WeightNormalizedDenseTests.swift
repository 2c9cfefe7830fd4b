import ApusCore
import ApusTestSupport
import Testing

@testable import ApusNN

@Suite struct WeightNormalizedDenseTests {
  static let cases = ((try? GoldenCase.cases("regularizers")) ?? []).filter {
    $0.kind == "weightNormalization"
  }

  /// Output and gradients of PyTorch's `weight_norm`.
  @Test(arguments: cases, [DType.float32, .float64])
  func matchesPyTorch(_ example: GoldenCase, _ dtype: DType) throws {
    func cast(_ tensor: GoldenTensor) -> Tensor { tensor.tensor.cast(to: dtype) }
    let tolerance = dtype == .float64 ? 1e-12 : 1e-5
    let inputs = try #require(example.inputs).map(cast)
    let layer = WeightNormalizedDense(inputs[1].shape[1], activation: .tanh)
    layer.build([inputs[0].shape[1]], dtype: dtype)
    layer.direction = inputs[1]
    layer.length = inputs[2]
    layer.bias?.wrappedValue = inputs[3]
    expectClose(layer(inputs[0]), cast(try #require(example.outputs)[0]), tolerance, "output")
    let (_, gradients) = valueAndGradient(at: layer.parameters) {
      let output = layer(inputs[0])
      return (output * output).sum()
    }
    let expected = try #require(example.inputGradients).dropFirst()
    for (found, expected) in zip(gradients, expected) {
      expectClose(found, cast(try #require(expected)), tolerance, "gradient")
    }
  }

  @Test func theFixturesAreThere() { #expect(Self.cases.count == 2) }

  @Test func beginsAsTheInitializersWeight() throws {
    let layer = WeightNormalizedDense(3)
    RandomGenerator.with(seed: 7) { _ = layer(.ones([1, 4])) }
    expectClose(layer.weight, layer.direction, 1e-6)
    let configuration = LayerConfiguration(type: "WeightNormalizedDense", options: layer.options)
    #expect(try LayerRegistry.standard.make(configuration).options == layer.options)
    #expect(throws: ConfigurationError.self) { try layer.check([[5]]) }
  }
}
