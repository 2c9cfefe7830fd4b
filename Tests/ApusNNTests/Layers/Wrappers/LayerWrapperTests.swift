import ApusCore
import Testing

@testable import ApusNN

@Suite struct LayerWrapperTests {
  private let generator = RandomGenerator(seed: 12)

  private func input(_ shape: Shape, _ dtype: DType = .float64) -> Tensor {
    Tensor.randomNormal(shape, dtype: dtype, generator: generator)
  }

  @Test func aParameterReadsAsAnotherTensor() {
    let parameter = Parameter(wrappedValue: Tensor([1.0, 2] as [Double]))
    let (value, gradients) = valueAndGradient(at: [parameter]) {
      parameter.reading(square(parameter.wrappedValue) * 3) { parameter.wrappedValue.sum() }
    }
    #expect(value.item == 15 && gradients[0].doubles == [6, 12])
    #expect(parameter.wrappedValue.doubles == [1, 2])
  }

  /// PyTorch's `weight_norm`, as for WeightNormalizedDense.
  @Test(arguments: WeightNormalizedDenseTests.cases)
  func normalizedWeightsMatchPyTorch(_ example: GoldenCase) throws {
    let inputs = try #require(example.inputs).map { $0.tensor.cast(to: .float64) }
    let dense = Dense(inputs[1].shape[1], activation: .tanh)
    let layer = WeightNormalized(dense)
    layer.build([inputs[0].shape[1]], dtype: .float64)
    dense.weight = inputs[1]
    layer.lengths[0].wrappedValue = inputs[2]
    dense.bias?.wrappedValue = inputs[3]
    expectClose(layer(inputs[0]), try #require(example.outputs)[0].tensor.cast(to: .float64), 1e-6)
    let parameters = try [dense.$weight, layer.lengths[0], #require(dense.bias)]
    let (_, gradients) = valueAndGradient(at: parameters) { square(layer(inputs[0])).sum() }
    for (found, wanted) in zip(gradients, try #require(example.inputGradients).dropFirst()) {
      expectClose(found, try #require(wanted).tensor.cast(to: .float64), 1e-6)
    }
  }

  @Test func normalizedWeightsBeginAsTheyWere() {
    let convolution = Conv2D(4, kernel: 3)
    let layer = WeightNormalized(convolution)
    let x = input([2, 5, 5, 2])
    expectClose(layer(x), convolution(x), 1e-12)
    #expect(layer.namedParameters.map(\.name) == ["layer.weight", "layer.bias", "lengths.0"])
    // Stretching v changes nothing, stretching g everything.
    let before = layer(x)
    convolution.weight = convolution.weight * 3
    expectClose(layer(x), before, 1e-12)
    layer.lengths[0].wrappedValue = layer.lengths[0].wrappedValue * 2
    expectClose(layer(x), before * 2, 1e-12)
    expectDerivatives(at: x, tolerance: 1e-5, "WeightNormalized") { layer($0) }
  }

  @Test func weightNoiseHasItsDeviation() {
    let dense = Dense(40)
    let layer = WeightNoise(dense, 0.1)
    let x = Tensor.identity(50, dtype: .float64)
    #expect(layer(x).doubles == dense(x).doubles)
    let noise = RandomGenerator.with(seed: 3) { Mode.training { layer(x) } } - dense(x)
    #expect(abs(noise.mean().item) < 0.01 && abs(noise.standardDeviation().item - 0.1) < 0.01)
    let again = RandomGenerator.with(seed: 3) { Mode.training { layer(x) } } - dense(x)
    #expect(noise.doubles == again.doubles)
    #expect(Mode.sampling { layer(x) }.doubles != dense(x).doubles)
    // The gradient is the noisy weight's, and reaches the weight itself.
    let (_, slopes) = valueAndGradient(at: [dense.$weight]) {
      RandomGenerator.with(seed: 3) { Mode.training { square(layer(x)).sum() } }
    }
    expectClose(slopes[0], (dense.weight + noise) * 2, 1e-9)
  }

  @Test func spectralNormsBecomeOne() {
    for inner in [Dense(5, useBias: false), Conv2D(5, kernel: 2, useBias: false)]
      as [any Layer & ConfigurableModule & LinearLayer]
    {
      let layer = SpectralNormalized(inner)
      let x = input(inner is Dense ? [3, 7] : [3, 4, 4, 2])
      _ = layer(x)
      let weight = inner.weight
      for _ in 0..<300 { _ = Mode.training { layer(x) } }
      #expect(inner.weight.doubles == weight.doubles)
      // The greatest singular value, by power iteration of WᵗW from another start.
      let matrix = weight.reshaped(to: [weight.elementCount / 5, 5])
      var u = Tensor.ones([5, 1], dtype: .float64)
      for _ in 0..<500 {
        u = matmul(matrix, matmul(matrix, u), transposeA: true)
        u = u / sqrt((u * u).sum())
      }
      let greatest = sqrt(square(matmul(matrix, u)).sum())
      expectClose(layer(x), inner(x) / greatest, 1e-6)
      // u and v being given, the slope of σ is v uᵗ: differences at the fixed point agree.
      expectDerivatives(at: x, tolerance: 1e-5, "SpectralNormalized") { layer($0) }
    }
  }

  /// σ is known at the first call, also outside training.
  @Test func spectralNormsBeginNearOne() {
    let dense = Dense(3, useBias: false)
    dense.weight = Tensor([4.0, 0, 0, 0, 2, 0, 0, 0, 1] as [Double], shape: [3, 3])
    let layer = SpectralNormalized(dense)
    let x = input([2, 3])
    expectClose(layer(x), dense(x) / 4, 1e-6)
  }

  /// Dead columns, and weights of zeros altogether, must not make NaN for good.
  @Test(arguments: [DType.float32, .float64]) func zerosStayZeros(_ dtype: DType) {
    let dense = Dense(2, useBias: false)
    let x = input([3, 4], dtype)
    let layers: [any Layer] = [WeightNormalized(dense), SpectralNormalized(dense)]
    for (layer, weight) in zip(
      layers, [Tensor([1.0, 0, 2, 0, 3, 0, 4, 0] as [Double], shape: [4, 2]), .zeros([4, 2])])
    {
      dense.weight = weight.cast(to: dtype)
      let (y, slopes) = valueAndGradient(at: [dense.$weight]) { (layer(x) + 1).sum() }
      #expect(y.item.isFinite && slopes[0].doubles.allSatisfy(\.isFinite))
      #expect(layer(x)[0..., 1].doubles.allSatisfy { $0 == 0 })
    }
    let own = WeightNormalizedDense(2)
    own.build([4], dtype: dtype)
    own.direction = .zeros([4, 2], dtype: dtype)
    let (y, slopes) = valueAndGradient(at: own.parameters) { own(x).sum() }
    #expect(y.item.isFinite && slopes.allSatisfy { $0.doubles.allSatisfy(\.isFinite) })
  }

  @Test func theRegistryMakesThemAgain() throws {
    let layers: [any Layer & ConfigurableModule] = [
      WeightNoise(Dense(3, activation: .relu, name: "inner"), 0.2),
      WeightNormalized(Conv2D(4, kernel: 3, padding: .same)),
      SpectralNormalized(Dense(3), powerIterations: 2),
      WeightNoise(WeightNormalized(Dense(3)), 0.1),
    ]
    for layer in layers {
      let configuration = LayerConfiguration(
        type: type(of: layer).typeName, options: layer.options)
      let again = try LayerRegistry.standard.make(configuration)
      #expect(again.options == layer.options)
    }
    for settings in [
      [:], ["layer": "Dense"], ["layer": .object(["type": "Dens"])],
      ["layer": .object(["type": "Add"])], ["layer": .object(["type": "Dense", "unit": 3])],
    ] as [[String: ConfigurationValue]] {
      #expect(throws: ConfigurationError.self, "\(settings)") {
        try LayerRegistry.standard.make(
          LayerConfiguration(type: "WeightNormalized", options: settings))
      }
    }
    #expect(throws: ConfigurationError.self) { try WeightNormalized(Dense(3)).check([[]]) }
  }
}
