import Testing

@testable import ApusCore

@Suite struct LearnedActivationTests {
  private let generator = RandomGenerator(seed: 81)

  private func numbers(_ shape: Shape, _ dtype: DType = .float64) -> Tensor {
    Tensor.randomNormal(shape, dtype: dtype, generator: generator)
  }

  private static let shapes: [(x: Shape, numbers: Shape)] = [
    ([5, 4], [4]), ([3, 7, 5, 6], [1, 1, 6]), ([2, 300, 3], [300, 3]), ([2, 9, 40], [9, 1]),
    ([7, 11], []), ([400, 50], [1]), ([3, 1], [1]), ([6, 3, 500], [3, 500]), ([2, 3], [2, 3]),
    ([4, 130, 97], [130, 97]), ([3, 17_000], [17_000]),
  ]

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func matchTheComposition(_ dtype: DType) {
    let tolerance = dtype == .float64 ? 1e-12 : dtype == .float32 ? 1e-5 : 0.04
    let functions: [(fused: (Tensor, Tensor) -> Tensor, composed: (Tensor, Tensor) -> Tensor)] = [
      ({ prelu($0, alpha: $1) }, { select($0 .> 0, $0, $0 * $1) }),
      ({ swish($0, beta: $1) }, { $0 * sigmoid($0 * $1) }),
    ]
    for (shape, places) in Self.shapes {
      let given = [numbers(shape, dtype), numbers(places, dtype)]
      let exact = given.map { $0.cast(to: .float64) }
      let dy = numbers(shape, dtype)
      for (fused, composed) in functions {
        let found =
          [fused(given[0], given[1])]
          + gradient(at: given) { (fused($0[0], $0[1]) * dy).sum() }
        let wanted =
          [composed(exact[0], exact[1])]
          + gradient(at: exact) { (composed($0[0], $0[1]) * dy.cast(to: .float64)).sum() }
        for (found, wanted) in zip(found, wanted) {
          #expect(found.dtype == dtype && found.shape == wanted.shape)
          let scale = wanted.doubles.map(abs).max().map { max(1, $0) } ?? 1
          let error = zip(found.doubles, wanted.doubles).map { abs($0 - $1) }.max() ?? 0
          #expect(error <= tolerance * scale, "\(shape), \(places): off by \(error)")
        }
      }
    }
  }

  @Test func gradientsOfBothOrders() {
    for places in [[4], [3, 1], []] as [Shape] {
      let points = [numbers([2, 3, 4]), numbers(places)]
      expectGradients(at: points, "prelu") { prelu($0[0], alpha: $0[1]) }
      expectGradients(at: points, "swish") { swish($0[0], beta: $0[1]) }
    }
    let points = [numbers([3, 4]), numbers([3, 4]), numbers([4])]
    expectGradients(at: points, "the gradient of prelu") {
      let found = apply(LearnedGradient<ParametricReLU>(), $0)
      return found[0] * found[0] + found[1]
    }
    expectGradients(at: points, tolerance: 1e-5, "the gradient of swish") {
      let found = apply(LearnedGradient<LearnedSwish>(), $0)
      return found[0] * found[0] + found[1]
    }
  }

  @Test func typesAreTheWider() {
    let whole = Tensor([Int32(-2), 3])
    #expect(prelu(whole, alpha: Tensor([0.5, 0.5] as [Float])).floats == [-1, 3])
    #expect(prelu(whole, alpha: Tensor(0.5 as Double)).dtype == .float64)
    #expect(swish(Tensor.zeros([0, 3]), beta: .ones([3])).shape == [0, 3])
  }
}
