import ApusCore
import Testing

@Suite struct AttentionTests {
  private func normal(_ shape: Shape, seed: UInt64, dtype: DType = .float64) -> Tensor {
    .randomNormal(shape, dtype: dtype, generator: RandomGenerator(seed: seed))
  }

  struct Example: Sendable, CustomTestStringConvertible {
    var isCausal = false
    var mask: (@Sendable () -> Tensor)?
    var padding: (@Sendable () -> Tensor)?
    var testDescription: String {
      "causal \(isCausal), mask \(mask != nil), padding \(padding != nil)"
    }
  }

  static let examples = [
    Example(), Example(isCausal: true),
    Example(padding: { Tensor([true, true, false]).reshaped(to: [1, 3]) }),
    Example(
      isCausal: true,
      mask: { Tensor([0.3, -0.2, 0.7, 1.1, 0.4, -0.9] as [Double], shape: [2, 3]) },
      padding: { Tensor([true, false, true]).reshaped(to: [1, 3]) }),
  ]

  /// Also of the order that goes through the gradient's own gradient.
  @Test(arguments: examples) func gradientsAgreeWithDifferences(_ example: Example) {
    let points = [
      normal([1, 2, 2, 2], seed: 1), normal([1, 3, 2, 2], seed: 2), normal([1, 3, 2, 3], seed: 3),
    ]
    let weights = normal([1, 2, 2, 3], seed: 4)
    expectGradients(at: points, tolerance: 1e-6) { x in
      let y = scaledDotProductAttention(
        x[0], x[1], x[2], mask: example.mask?(), paddingMask: example.padding?(),
        isCausal: example.isCausal)
      return (y * weights).sum()
    }
  }

  @Test func packedGradientsAgreeWithDifferences() {
    let weights = normal([1, 3, 2, 2], seed: 4)
    expectGradients(at: [normal([1, 3, 3, 2, 2], seed: 5)], tolerance: 1e-6) { x in
      (scaledDotProductAttention(packed: x[0], isCausal: true) * weights).sum()
    }
  }

  @Test func masksThatAreAddedHaveGradients() {
    let (q, k) = (normal([1, 2, 1, 2], seed: 6), normal([1, 3, 1, 2], seed: 7))
    expectGradients(at: [q, normal([2, 3], seed: 8)], tolerance: 1e-6) { x in
      square(scaledDotProductAttention(x[0], k, k, mask: x[1])).sum()
    }
  }

  @Test func thirdDerivativesAreThereToo() {
    let (k, v) = (normal([1, 3, 1, 2], seed: 7), normal([1, 3, 1, 1], seed: 8))
    expectGradients(at: [normal([1, 1, 1, 2], seed: 9)], tolerance: 1e-5) { x in
      square(gradient(at: x[0]) { scaledDotProductAttention($0, k, v).sum() }).sum()
    }
  }

  /// Sizes around those of the tiles, in both types, with every kind of mask: the kernel against
  /// the composition.
  @Test(arguments: [1, 5, 31, 33, 64, 70], [false, true])
  func sizesAroundTheTiles(_ time: Int, _ isCausal: Bool) {
    for depth in [1, 8, 13, 32] {
      for dtype in [DType.float32, .float64] {
        let x = (0..<3).map { normal([2, time, 2, depth], seed: UInt64($0), dtype: dtype) }
        let mask = normal([2, 1, time, time], seed: 3) .> -1.0
        let weights = normal([2, time, 2, depth], seed: 4, dtype: dtype)
        let slopes = gradient(at: x) {
          (scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask, isCausal: isCausal) * weights)
            .sum()
        }
        let wanted = gradient(at: x) {
          let y = attentionWithWeights($0[0], $0[1], $0[2], mask: mask, isCausal: isCausal).output
          return (y * weights).sum()
        }
        let tolerance = dtype == .float64 ? 1e-12 : 2e-5
        for (slope, other) in zip(slopes, wanted) {
          #expect(
            relativeError(slope.doubles, other.doubles, floor: 1) < tolerance,
            "\(time) \(depth) \(dtype)")
        }
        #expect(
          relativeError(
            scaledDotProductAttention(x[0], x[1], x[2], mask: mask, isCausal: isCausal).doubles,
            attentionWithWeights(x[0], x[1], x[2], mask: mask, isCausal: isCausal).output.doubles)
            < tolerance)
      }
    }
  }

  @Test func aQueryThatSeesNothingGetsZeros() {
    let x = normal([2, 3, 1, 4], seed: 10, dtype: .float32)
    let padding = Tensor([true, true, true, false, false, false]).reshaped(to: [2, 3])
    let y = scaledDotProductAttention(x, x, x, paddingMask: padding)
    #expect(y[1].floats.allSatisfy { $0 == 0 })
    #expect(y[0].floats.allSatisfy { $0 != 0 })
    let slope = gradient(at: x) {
      square(scaledDotProductAttention($0, $0, $0, paddingMask: padding)).sum()
    }
    #expect(slope[1].floats.allSatisfy { $0 == 0 })
    let added = Tensor.zeros([3, 3]) - Double.infinity
    let none = scaledDotProductAttention(x, x, x, mask: added)
    #expect(none.floats.allSatisfy { $0 == 0 })
  }

  /// A query of NaN is not one that sees nothing: the fault must stay in sight, also in the
  /// gradient.
  @Test(arguments: [DType.float32, .float64], [2, 5, 40]) func aQueryOfNaNGetsNaN(
    _ dtype: DType, _ time: Int
  ) {
    let x = normal([1, time, 1, 4], seed: 10, dtype: dtype)
    let blind = Tensor.zeros([1, 1, 1, 4], dtype: dtype) * Double.nan
    let query = Tensor.concatenated([x[0..., 1...], blind], axis: 1)
    for isCausal in [false, true] {
      let (y, slope) = valueAndGradient(at: query) {
        let y = scaledDotProductAttention($0, x, x, isCausal: isCausal)
        return (y * y).sum()
      }
      #expect(y.item.isNaN)
      let output = scaledDotProductAttention(query, x, x, isCausal: isCausal)
      #expect(output[0, time - 1].doubles.allSatisfy { $0.isNaN })
      #expect(slope[0, time - 1].doubles.allSatisfy { $0.isNaN })
      #expect(output[0, 0..<(time - 1)].doubles.allSatisfy { $0.isFinite })
      #expect(slope[0, 0..<(time - 1)].doubles.allSatisfy { $0.isFinite })
    }
  }

  @Test func scoresOfAnySizeStayFinite() {
    let x = normal([1, 40, 1, 8], seed: 11, dtype: .float32) * 100
    let y = scaledDotProductAttention(x, x, x, scale: 10)
    #expect(y.floats.allSatisfy { $0.isFinite })
    let slope = gradient(at: x) { scaledDotProductAttention($0, $0, $0, scale: 10).sum() }
    #expect(slope.floats.allSatisfy { $0.isFinite })
  }

  @Test func bfloat16IsComputedInFloat32() {
    let x = normal([1, 5, 2, 4], seed: 12, dtype: .float32).cast(to: .bfloat16)
    let y = scaledDotProductAttention(x, x, x)
    #expect(y.dtype == .bfloat16)
    let wide = x.cast(to: .float32)
    let wanted = scaledDotProductAttention(wide, wide, wide).cast(to: .bfloat16)
    #expect(y.cast(to: .float32).floats == wanted.cast(to: .float32).floats)
  }

  @Test func droppedWeightsKeepTheirExpectation() {
    let x = normal([1, 6, 1, 3], seed: 13)
    let (output, weights) = attentionWithWeights(
      x, x, .ones([1, 6, 1, 1], dtype: .float64), dropout: 0.5)
    let shares = attentionWithWeights(x, x, x).weights
    for (dropped, share) in zip(weights.doubles, shares.doubles) {
      #expect(dropped == 0 || abs(dropped - 2 * share) < 1e-12)
    }
    #expect(relativeError(output.doubles, weights.sum(axes: [3]).doubles) < 1e-12)
  }
}
