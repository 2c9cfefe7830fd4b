import ApusCore
import Testing

@testable import ApusNN

/// Properties of the layers that drop or add noise.
@Suite struct DropoutKindsTests {
  private func trained(_ layer: any Layer, _ input: Tensor) -> Tensor {
    RandomGenerator.with(RandomGenerator(seed: 11)) { Mode.training { layer(input) } }
  }

  private let all: [any Layer] = [
    AlphaDropout(0.3), DropPath(0.3), GaussianDropout(0.3), GaussianNoise(0.3),
    SpatialDropout2D(0.3), Dropout(0.3),
  ]

  @Test func inferencePassesEverythingAndSamplingDrops() {
    let input = Tensor.randomNormal([8, 3, 3, 4], generator: RandomGenerator(seed: 1))
    for layer in all {
      #expect(layer(input).floats == input.floats)
      let name = "\(type(of: layer))"
      #expect(Mode.sampling { layer(input).floats } != input.floats, "\(name)")
      #expect(Mode.sampling { Mode.current } == .sampling)
      #expect(Mode.sampling { Mode.inference { layer(input).floats } } == input.floats)
      #expect(trained(layer, input).shape == input.shape)
    }
  }

  @Test func ratesOfZeroPassEverything() {
    let input = Tensor.randomNormal([4, 2, 2, 3], generator: RandomGenerator(seed: 2))
    let layers: [any Layer] = [
      AlphaDropout(0), ClassicalDropout(0), DropPath(0), GaussianDropout(0), GaussianNoise(0),
      SpatialDropout2D(0),
    ]
    for layer in layers { #expect(trained(layer, input).floats == input.floats) }
  }

  /// Mean 0 and variance 1 stay, in the limit of many elements.
  @Test func alphaDropoutKeepsMeanAndVariance() {
    let input = Tensor.randomNormal([400, 500], generator: RandomGenerator(seed: 3))
    let output = trained(AlphaDropout(0.4), input)
    #expect(abs(output.mean().item) < 0.02)
    #expect(abs((output * output).mean().item - 1) < 0.03)
  }

  @Test func noiseHasItsDeviation() {
    let zeros = Tensor.zeros([400, 500])
    let noise = trained(GaussianNoise(0.5), zeros)
    #expect(abs((noise * noise).mean().item - 0.25) < 0.005)
    #expect(abs(noise.mean().item) < 0.01)
    let factors = trained(GaussianDropout(0.2), zeros + 1)
    #expect(abs(factors.mean().item - 1) < 0.01)
    let deviation = factors - 1
    #expect(abs((deviation * deviation).mean().item - 0.25) < 0.005)
  }

  /// All places of a channel are dropped or none, and the rest is scaled; examples likewise.
  @Test func wholeChannelsAndExamplesAreDropped() {
    func check(_ output: Tensor, axes: [Int], rate: Double) {
      let low = output.min(axes: axes).floats
      #expect(low == output.max(axes: axes).floats)
      let factor = Float(1 / (1 - rate))
      #expect(low.allSatisfy { $0 == 0 || abs($0 - factor) < 1e-6 })
      let share = Double(low.filter { $0 == 0 }.count) / Double(low.count)
      #expect(abs(share - rate) < 5 * (rate * (1 - rate) / Double(low.count)).squareRoot())
    }
    check(trained(SpatialDropout1D(0.3), .ones([100, 7, 20])), axes: [1], rate: 0.3)
    check(trained(SpatialDropout2D(0.5), .ones([100, 3, 2, 20])), axes: [1, 2], rate: 0.5)
    check(trained(DropPath(0.2), .ones([2000, 3, 2])), axes: [1, 2], rate: 0.2)
  }

  @Test func classicalDropoutHalvesInInference() {
    let ones = Tensor.ones([100, 100])
    #expect(ClassicalDropout(0.5)(ones).floats.allSatisfy { $0 == 0.5 })
    let output = trained(ClassicalDropout(0.5), ones).floats
    #expect(output.allSatisfy { $0 == 0 || $0 == 1 })
    let mean: Float = output.reduce(0, +) / 10_000
    #expect(abs(mean - 0.5) < 0.03)
  }

  /// Mean and variance of draws; the variance of 1 · m / (1 − p) is p / (1 − p).
  @Test func monteCarloPredictionsHaveTheDropoutsVariance() {
    let (mean, variance) = RandomGenerator.with(RandomGenerator(seed: 4)) {
      monteCarloPrediction(Dropout(0.5), .ones([50, 50]), samples: 60)
    }
    #expect(mean.shape == [50, 50] && variance.shape == [50, 50])
    #expect(abs(mean.mean().item - 1) < 0.02)
    #expect(abs(variance.mean().item - 59.0 / 60) < 0.02)
    let once = monteCarloPrediction(Dense(2), .ones([1, 2]), samples: 1)
    #expect(once.variance.floats == [0, 0])
  }

  @Test func layersDescribeThemselvesAndRefuseShapes() throws {
    for layer in all + [SpatialDropout1D(0.3), ClassicalDropout(0.3)] {
      let configurable = try #require(layer as? any ConfigurableModule)
      let type = "\(Swift.type(of: layer))"
      let again = try LayerRegistry.standard.make(
        LayerConfiguration(type: type, options: configurable.options))
      #expect(again.options == configurable.options)
      #expect(throws: ConfigurationError.self) {
        try LayerRegistry.standard.make(
          LayerConfiguration(
            type: type, options: type == "GaussianNoise" ? ["standardDeviation": -1] : ["rate": 2]))
      }
    }
    #expect(throws: ConfigurationError.self) { try SpatialDropout1D(0.1).check([[2, 3, 4]]) }
    #expect(throws: ConfigurationError.self) { try SpatialDropout2D(0.1).check([[2, 3]]) }
  }

  /// The noise is fixed by the generator, so a gradient can be compared with the factors.
  @Test func gradientsAreTheFactors() {
    let input = Tensor.randomNormal([6, 2, 2, 3], generator: RandomGenerator(seed: 6)) + 3
    let layers: [any Layer] = [
      GaussianDropout(0.3), SpatialDropout2D(0.3), DropPath(0.3), ClassicalDropout(0.3),
    ]
    for layer in layers {
      let slope = gradient(at: input) { self.trained(layer, $0).sum() }
      expectClose(slope * input, trained(layer, input), 1e-5, "\(type(of: layer))")
    }
  }
}
