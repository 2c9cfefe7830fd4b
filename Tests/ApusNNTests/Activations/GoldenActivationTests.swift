import ApusCore
import Testing

@testable import ApusNN

/// Every activation by its name in configurations, and every learned one, against PyTorch and JAX.
@Suite struct GoldenActivationTests {
  static let cases = (try? GoldenCase.cases("activations")) ?? []

  @Test func everyFunctionHasACase() {
    let covered = Set(Self.cases.map { String($0.kind.prefix { $0 != "(" }) })
    for function in ActivationFunction.all { #expect(covered.contains(function.name)) }
    #expect(Self.cases.count > 120)
  }

  private func layer(_ example: GoldenCase) throws -> any Layer {
    if let function = ActivationFunction(named: example.kind) { return Activation(function) }
    let configuration = LayerConfiguration(type: example.kind, options: example.config ?? [:])
    return try #require(try LayerRegistry.standard.make(configuration) as? any Layer)
  }

  @Test(arguments: cases) func matches(_ example: GoldenCase) throws {
    try expectMatch(layer(example), example)
  }

  /// The tolerance is bfloat16's: 8 bits.
  @Test(arguments: ActivationFunction.all.map(\.name)) func bfloat16IsTheSameRounded(
    _ name: String
  ) throws {
    let function = try #require(ActivationFunction(named: name))
    let input = Tensor([-3.5, -1.25, -0.75, 0.375, 0.5, 2, 4, 7] as [Float], shape: [2, 4])
    let half = input.cast(to: .bfloat16)
    #expect(function(half).dtype == .bfloat16)
    expectClose(function(half).cast(to: .float32), function(input), 0.02, "value")
    // Unequal weights: the plain sum of a softmax has no slope.
    let weights = Tensor([0.5, -1] as [Float], shape: [2, 1])
    func weighted(_ y: Tensor) -> Tensor {
      let columns = Tensor.range(1, Double(y.shape[1]) + 1)
      return (y.cast(to: .float32) * weights * columns).sum()
    }
    let slope = gradient(at: half) { weighted(function($0)) }
    let wanted = gradient(at: input) { weighted(function($0)) }
    expectClose(slope.cast(to: .float32), wanted, 0.02, "gradient")
  }
}
