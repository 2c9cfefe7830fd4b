import Testing

@testable import ApusCore

/// Means and scores that are large beside what distinguishes the numbers, against PyTorch in
/// float64: float32 must lose no more than its own rounding.
@Suite struct CancellationTests {
  private func check(
    _ kind: String, tolerance: Double, _ function: (GoldenCase, [Tensor]) -> Tensor
  ) throws {
    for golden in try GoldenCase.read("cancellation", kinds: [kind]) {
      let output = function(golden, golden.inputs)
      let error = relativeError(output.doubles, golden.outputs[0].doubles, floor: 1e-12)
      #expect(error < tolerance, "\(golden.name): off by \(error)")
      let cotangent = try #require(golden.outputGradients[0])
      let slopes = gradient(at: golden.inputs) { (function(golden, $0) * cotangent).sum() }
      for (index, wanted) in golden.inputGradients.enumerated() {
        guard let wanted else { continue }
        let error = relativeError(slopes[index].doubles, wanted.doubles, floor: 1e-12)
        #expect(error < tolerance, "\(golden.name), gradient \(index): off by \(error)")
      }
    }
  }

  @Test func inference() throws {
    try check("inference", tolerance: 1e-6) { golden, x in
      batchNormalization(
        x[0], gamma: x[1], beta: x[2], mean: x[3].withoutDerivative,
        variance: x[4].withoutDerivative, epsilon: golden.number("epsilon"))
    }
  }

  @Test func batches() throws {
    try check("batch", tolerance: 5e-6) { golden, x in
      batchNormalization(x[0], gamma: x[1], beta: x[2], epsilon: golden.number("epsilon")).output
    }
  }

  @Test func layers() throws {
    try check("layer", tolerance: 5e-6) { golden, x in
      layerNormalization(x[0], gamma: x[1], beta: x[2], epsilon: golden.number("epsilon"))
    }
  }

  @Test func groups() throws {
    try check("group", tolerance: 1e-6) { golden, x in
      groupNormalization(
        x[0], gamma: x[1], beta: x[2], groups: golden.integer("groups"),
        epsilon: golden.number("epsilon"))
    }
  }

  @Test func variances() throws {
    try check("variance", tolerance: 1e-6) { golden, x in
      x[0].variance(axes: [0], unbiased: golden.flag("unbiased"))
    }
  }

  @Test func attentionOfLargeScores() throws {
    try check("attention", tolerance: 2e-5) { _, x in
      scaledDotProductAttention(x[0], x[1], x[2])
    }
  }

  /// Many chunks, of few and many channels, against the same in float64, where nothing cancels yet.
  @Test(arguments: [1, 3, 6, 40, 300]) func manyRows(_ channels: Int) {
    let generator = RandomGenerator(seed: 3)
    let spread = Tensor.randomNormal([4, 2000, channels], dtype: .float64, generator: generator)
    let x = (spread * 0.01 + 1e4).cast(to: .float32), wide = x.cast(to: .float64)
    func close(
      _ what: Comment, _ tolerance: Double = 1e-5, _ function: @escaping (Tensor) -> Tensor
    ) {
      #expect(relativeError(function(x).doubles, function(wide).doubles) < tolerance, what)
      let weight = Tensor.randomNormal(
        function(x).shape, dtype: .float64, generator: RandomGenerator(seed: 4))
      func slope(_ x: Tensor) -> [Double] {
        gradient(at: x) { (function($0) * weight.cast(to: x.dtype)).sum() }.doubles
      }
      #expect(relativeError(slope(x), slope(wide)) < tolerance, what)
    }
    func ones(_ x: Tensor) -> Tensor { .ones([channels], dtype: x.dtype) }
    close("batch") {
      batchNormalization($0, gamma: ones($0), beta: ones($0), epsilon: 1e-6).output
    }
    close("layer") { layerNormalization($0, axes: [1, 2], epsilon: 1e-6) }
    close("instance") { groupNormalization($0, groups: channels, epsilon: 1e-6) }
    close("variance", 1e-6) { $0.variance(axes: [1]) }
    if channels > 3 { close("rows") { layerNormalization($0, epsilon: 1e-6) } }
  }

  @Test func varianceNeedsNoSmallMean() {
    let x = Tensor.randomNormal([100_000], dtype: .float64, generator: RandomGenerator(seed: 5))
    let far = (x * 0.01 + 1e4).cast(to: .float32)
    let wanted = far.cast(to: .float64).variance().item
    #expect(abs(far.variance().item - wanted) < 1e-6 * wanted)
    #expect(abs(far.standardDeviation().item - wanted.squareRoot()) < 1e-6 * wanted.squareRoot())
    // A constant has none, and the root of none is no NaN.
    let constant = Tensor(repeating: 3.3, [1001]).cast(to: .float32)
    #expect(constant.variance().item < 1e-18 && constant.standardDeviation().item < 1e-9)
  }

  @Test func doublePrecisionTooKeepsWhatTheMeanRoundsOff() {
    // Whole numbers beside 2⁵², of mean 2⁵² + 0.5, which float64 does not hold.
    let x = Tensor((0..<8).map { 0x1p52 + Double($0 % 2) }, shape: [8, 1])
    let one = Tensor.ones([1], dtype: .float64), zero = Tensor.zeros([1], dtype: .float64)
    let y = batchNormalization(x, gamma: one, beta: zero, epsilon: 0)
    #expect(y.output.doubles == (0..<8).map { $0 % 2 == 0 ? -1 : 1 })
    #expect(y.variance.doubles == [0.25] && x.variance().item == 0.25)
    let rows = layerNormalization(x.reshaped(to: [1, 8]), epsilon: 0)
    #expect(rows.doubles == (0..<8).map { $0 % 2 == 0 ? -1 : 1 })
  }
}
