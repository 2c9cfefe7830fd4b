import Foundation
import Testing

@testable import ApusCore

@Suite struct SoftmaxTests {
  private let generator = RandomGenerator(seed: 31)

  /// Plain loops over [outer, n, inner] around `axis`.
  private func reference(_ x: Tensor, _ axis: Int, log: Bool) -> [Double] {
    let split = AxisSplit(x.shape, axis: axis)
    var out = x.doubles
    for outer in 0..<split.outer {
      for inner in 0..<split.inner {
        let places = (0..<split.count).map { (outer * split.count + $0) * split.inner + inner }
        let top = places.map { out[$0] }.max() ?? 0
        let sum = places.map { Foundation.exp(out[$0] - top) }.reduce(0, +)
        for place in places {
          let value = out[place] - top - Foundation.log(sum)
          out[place] = log ? value : Foundation.exp(value)
        }
      }
    }
    return out
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func matchesLoopsOnEveryAxis(_ dtype: DType) {
    let tolerance = dtype == .float64 ? 1e-14 : dtype == .float32 ? 2e-6 : 0.03
    for shape in [[5], [3, 10], [2, 7, 70], [4, 1, 3], [3, 2500], [0, 4], [1, 5000]] as [Shape] {
      let x = Tensor.randomNormal(
        shape, standardDeviation: 4, dtype: dtype, generator: generator)
      for axis in 0..<shape.rank {
        let p = softmax(x, axis: axis).doubles, q = logSoftmax(x, axis: axis).doubles
        for (a, b) in zip(p, reference(x, axis, log: false)) {
          #expect(abs(a - b) <= tolerance)
        }
        for (a, b) in zip(q, reference(x, axis, log: true)) {
          #expect(abs(a - b) <= tolerance * max(1, abs(b)))
        }
      }
    }
  }

  @Test func extremesStayFinite() {
    let x = Tensor(
      [[1000.0, 999, 0], [-1000, -1001, -1000], [800, -800, -.infinity]] as [[Double]])
    let p = softmax(x).doubles
    #expect(p.allSatisfy { $0.isFinite })
    #expect(p[2] == 0 && p[6] == 1 && p[8] == 0)
    #expect(logSoftmax(x).doubles[8] == -.infinity)
    #expect(softmax(Tensor([Float.nan, 1])).floats.allSatisfy { $0.isNaN })
  }

  @Test func gradients() {
    let x = Tensor.randomNormal([2, 3, 4], dtype: .float64, generator: generator)
    for axis in [0, 1, -1] {
      expectGradients(at: [x]) { softmax($0[0], axis: axis) }
      expectGradients(at: [x]) { logSoftmax($0[0], axis: axis) }
    }
  }

  @Test func theGradientPrimitiveDifferentiatesTwice() {
    let p = Tensor.randomUniform([2, 3, 2], dtype: .float64, generator: generator)
    let g = Tensor.randomNormal([2, 3, 2], dtype: .float64, generator: generator)
    for axis in 0..<3 {
      expectGradients(at: [p, g]) { apply(SoftmaxGradient(axis: axis), [$0[0], $0[1]]) }
    }
  }
}
