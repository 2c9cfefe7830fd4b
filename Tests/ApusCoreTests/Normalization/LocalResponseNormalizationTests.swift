import Testing

@testable import ApusCore

@Suite struct LocalResponseNormalizationTests {
  private let generator = RandomGenerator(seed: 73)

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func matchesLoops(_ dtype: DType) {
    let tolerance = dtype == .float64 ? 1e-12 : dtype == .float32 ? 1e-5 : 0.03
    for (channels, size) in [(1, 5), (4, 1), (7, 4), (40, 5), (3, 9)] {
      let x = Tensor.randomNormal(
        [9, channels], standardDeviation: 3, dtype: dtype, generator: generator)
      let found = localResponseNormalization(x, size: size, alpha: 0.3, beta: 0.6, bias: 1.5)
      let elements = x.doubles
      for (index, found) in found.doubles.enumerated() {
        let row = index / channels, c = index % channels
        let window = max(0, c - size / 2)...min(channels - 1, c + (size - 1) / 2)
        let squares = window.reduce(0.0) {
          $0 + elements[row * channels + $1] * elements[row * channels + $1]
        }
        let wanted = elements[index] / pow(Tensor(1.5 + 0.3 * squares), 0.6).item
        #expect(abs(found - wanted) <= tolerance * max(1, abs(wanted)))
      }
    }
  }

  @Test func gradientsOfBothOrders() {
    for size in [1, 2, 3, 5, 12] {
      let x = Tensor.randomNormal([2, 6], dtype: .float64, generator: generator)
      expectGradients(at: [x], tolerance: 1e-5, "size \(size)") {
        localResponseNormalization($0[0], size: size, alpha: 0.3, beta: 0.75, bias: 1)
      }
      let g = Tensor.randomNormal([2, 6], dtype: .float64, generator: generator)
      let forward = LocalResponseNormalizationPrimitive(size: size, alpha: 0.3, beta: 0.75, bias: 1)
      expectGradients(at: [x, g], tolerance: 1e-5, "the gradient, size \(size)") {
        apply(LocalResponseNormalizationGradient(forward: forward), $0)
      }
    }
  }
}
