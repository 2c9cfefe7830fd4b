import Testing

@testable import ApusCore

@Suite struct BatchNormalizationTests {
  private let generator = RandomGenerator(seed: 61)

  @Test(arguments: [DType.float32, .float64, .bfloat16])
  func matchesLoops(_ dtype: DType) {
    let tolerance = dtype == .float64 ? 1e-12 : dtype == .float32 ? 1e-5 : 0.05
    for shape in [[7, 3], [2, 5, 4, 33], [1, 8], [3000, 10], [2, 600, 41]] as [Shape] {
      let channels = shape[shape.rank - 1], rows = shape.elementCount / channels
      let x = Tensor.randomNormal(
        shape, mean: 1, standardDeviation: 2, dtype: dtype, generator: generator)
      let gamma = Tensor.randomUniform([channels], dtype: dtype, generator: generator)
      let beta = Tensor.randomUniform([channels], dtype: dtype, generator: generator)
      let (y, mean, variance) = batchNormalization(x, gamma: gamma, beta: beta, epsilon: 1e-3)
      #expect(y.type == x.type && mean.shape == [channels] && variance.shape == [channels])
      let elements = x.doubles, output = y.doubles
      for c in 0..<channels {
        let column = (0..<rows).map { elements[$0 * channels + c] }
        let centre = column.reduce(0, +) / Double(rows)
        let spread = column.map { ($0 - centre) * ($0 - centre) }.reduce(0, +) / Double(rows)
        #expect(abs(mean.doubles[c] - centre) < tolerance)
        #expect(abs(variance.doubles[c] - spread) < tolerance * max(1, spread))
        for row in stride(from: 0, to: rows, by: max(1, rows / 20)) {
          let expected =
            gamma.doubles[c] * (column[row] - centre) / (spread + 1e-3).squareRoot()
            + beta.doubles[c]
          #expect(abs(output[row * channels + c] - expected) < tolerance * 4)
        }
      }
    }
  }

  @Test func aLargeMeanLosesNoVariance() {
    let x = Tensor.randomNormal([4000, 8], mean: 1000, dtype: .float64, generator: generator)
    let single = x.cast(to: .float32), exact = single.cast(to: .float64)
    let ones = Tensor.ones([8]), zeros = Tensor.zeros([8])
    let found = batchNormalization(single, gamma: ones, beta: zeros, epsilon: 0).variance.doubles
    let expected = batchNormalization(
      exact, gamma: ones.cast(to: .float64), beta: zeros.cast(to: .float64), epsilon: 0
    ).variance.doubles
    for (a, b) in zip(found, expected) { #expect(abs(a / b - 1) < 1e-4) }
  }

  @Test func trainingGradients() {
    let x = Tensor.randomNormal([2, 3, 3], dtype: .float64, generator: generator)
    let gamma = Tensor.randomUniform([3], from: 0.5, to: 1.5, dtype: .float64, generator: generator)
    let beta = Tensor.randomUniform([3], dtype: .float64, generator: generator)
    expectGradients(at: [x, gamma, beta]) {
      batchNormalization($0[0], gamma: $0[1], beta: $0[2], epsilon: 0.1).output
    }
    expectGradients(at: [x, gamma, beta]) {
      let (y, mean, variance) = batchNormalization(
        $0[0], gamma: $0[1], beta: $0[2], epsilon: 0.1)
      return y * y + mean * variance
    }
  }

  @Test func theGradientPrimitiveDifferentiatesTwice() {
    func numbers(_ shape: Shape, from low: Double) -> Tensor {
      Tensor.randomUniform(shape, from: low, to: 1.5, dtype: .float64, generator: generator)
    }
    let points = [
      numbers([4, 2], from: -1), numbers([2], from: 0.5), numbers([2], from: -1),
      numbers([2], from: 0.5), numbers([4, 2], from: -1),
    ]
    expectGradients(at: points, tolerance: 1e-5) { given in
      let rest = Tensor([0.01, -0.02] as [Double])
      let found = apply(
        BatchNormalizationGradient(epsilon: 0.1), given[..<3] + [rest] + given[3...])
      return found[0] + found[1] * 0.7 + found[2] * square(found[1])
    }
  }

  @Test func inferenceUsesTheGivenStatistics() {
    let x = Tensor([[1.0, 2], [3, 4]] as [[Double]]), one = Tensor([2.0, 1.0] as [Double]),
      half = Tensor([0.5, 0.25] as [Double])
    let y = batchNormalization(
      x, gamma: one, beta: half, mean: Tensor([1.0, 1.0] as [Double]),
      variance: Tensor([4.0, 1.0] as [Double]), epsilon: 0)
    #expect(y.doubles == [0.5, 1.25, 2.5, 3.25])
    expectGradients(at: [
      x, one, half, Tensor([0.3, 0.2] as [Double]), Tensor([1.5, 0.8] as [Double]),
    ]) {
      batchNormalization(
        $0[0], gamma: $0[1], beta: $0[2], mean: $0[3], variance: $0[4], epsilon: 0.1)
    }
  }

  @Test func gradientsOfLargeBatchesMatchTheComposition() {
    let x = Tensor.randomNormal([700, 37], dtype: .float64, generator: generator)
    let g = Tensor.randomNormal([700, 37], dtype: .float64, generator: generator)
    let gamma = Tensor.randomUniform([37], dtype: .float64, generator: generator)
    let beta = Tensor.zeros([37], dtype: .float64)
    let fused = gradient(at: [x, gamma, beta]) {
      (batchNormalization($0[0], gamma: $0[1], beta: $0[2], epsilon: 1e-3).output * g).sum()
    }
    let composed = gradient(at: [x, gamma, beta]) { points in
      let centred = points[0] - points[0].mean(axes: [0])
      let variance = (centred * centred).mean(axes: [0])
      return (centred / sqrt(variance + 1e-3) * points[1] * g + points[2] * g).sum()
    }
    for (a, b) in zip(fused, composed) {
      for (a, b) in zip(a.doubles, b.doubles) { #expect(abs(a - b) < 1e-10 * max(1, abs(b))) }
    }
  }
}
