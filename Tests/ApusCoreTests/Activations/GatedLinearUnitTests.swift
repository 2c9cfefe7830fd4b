import Testing

@testable import ApusCore

@Suite struct GatedLinearUnitTests {
  private let generator = RandomGenerator(seed: 82)

  private func numbers(_ shape: Shape) -> Tensor {
    Tensor.randomNormal(shape, dtype: .float64, generator: generator)
  }

  @Test func isTheFirstHalfTimesTheSigmoidOfTheSecond() {
    for shape in [[2], [3, 10], [5, 2, 38], [70, 600]] as [Shape] {
      let x = numbers(shape)
      let width = shape[shape.rank - 1] / 2
      let a = x.sliced(axis: -1, from: 0, to: width)
      let b = x.sliced(axis: -1, from: width, to: 2 * width)
      #expect(relativeError(glu(x).doubles, (a * sigmoid(b)).doubles) < 1e-15, "\(shape)")
      let single = glu(x.cast(to: .float32))
      #expect(relativeError(single.doubles, (a * sigmoid(b)).doubles) < 1e-6, "\(shape)")
    }
    #expect(glu(Tensor([Int32(3), 0])).floats == [1.5])
    #expect(glu(Tensor.zeros([0, 4])).shape == [0, 2])
    #expect(glu(Tensor.zeros([3, 0])).shape == [3, 0])
    #expect(glu(Tensor.zeros([2, 4], dtype: .bfloat16)).dtype == .bfloat16)
  }

  @Test func gradientsOfBothOrders() {
    expectGradients(at: [numbers([3, 6])], "glu") { glu($0[0]) }
    expectGradients(at: [numbers([2, 3]), numbers([2, 6])], "the gradient of glu") {
      let found = apply(GatedLinearUnitGradient(), $0)
      return found * found
    }
  }
}
