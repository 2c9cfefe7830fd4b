import Testing

@testable import ApusCore

/// Convolutions of one and three dimensions, transposed, depthwise, separable and unshared ones, by
/// their definitions.
@Suite struct ConvolutionKindsTests {
  /// Σ over a window of a sequence, spelled out.
  @Test func oneDimensionByDefinition() {
    let (x, filter) = (pattern([2, 9, 4]), pattern([3, 2, 6], 1))
    let y = convolution1D(
      x, filter, stride: 2, padding: .explicit(before: 1, after: 2), dilation: 2, groups: 2)
    #expect(y.shape == [2, 4, 6])
    let (values, weights) = (x.doubles, filter.doubles)
    var wanted: [Double] = []
    for n in 0..<2 {
      for t in 0..<4 {
        for o in 0..<6 {
          var sum = 0.0
          for i in 0..<3 {
            let at = 2 * t + 2 * i - 1
            guard 0..<9 ~= at else { continue }
            for c in 0..<2 {
              sum += values[(n * 9 + at) * 4 + o / 3 * 2 + c] * weights[(i * 2 + c) * 6 + o]
            }
          }
          wanted.append(sum)
        }
      }
    }
    #expect(relativeError(y.doubles, wanted) <= 1e-12)
  }

  @Test func causalOutputsDoNotSeeTheFuture() {
    let x = pattern([1, 8, 2])
    let filter = pattern([3, 2, 2], 1)
    let slope = gradient(at: x) {
      convolution1D($0, filter, padding: .causal, dilation: 2).sliced(axis: 1, from: 4, to: 5).sum()
    }
    #expect(slope.doubles.suffix(6).allSatisfy { $0 == 0 })
    #expect(slope.doubles.prefix(10).contains { $0 != 0 })
  }

  @Test(arguments: [1, 2]) func gradientsInOneDimension(_ groups: Int) {
    expectGradients(
      at: [pattern([1, 6, 4]), pattern([3, 4 / groups, 4], 1), pattern([4], 2)], tolerance: 1e-5
    ) {
      convolution1D(
        $0[0], $0[1], bias: $0[2], stride: 2, padding: .same, paddingMode: .reflect,
        groups: groups, activation: .tanh)
    }
  }

  @Test(arguments: [1, 2]) func gradientsInThreeDimensions(_ groups: Int) {
    expectGradients(
      at: [pattern([1, 3, 3, 2, 2]), pattern([2, 2, 2, 2 / groups, 2], 1), pattern([2], 2)],
      tolerance: 1e-5
    ) {
      convolution3D(
        $0[0], $0[1], bias: $0[2], strides: (2, 1, 1), padding: .same, dilations: (1, 2, 1),
        groups: groups, activation: .sigmoid)
    }
  }

  @Test func gradientsOfTransposedConvolutions() {
    expectGradients(
      at: [pattern([1, 3, 2]), pattern([3, 2, 2], 1), pattern([2], 2)], tolerance: 1e-5
    ) {
      convolution1DTranspose($0[0], $0[1], bias: $0[2], stride: 2, activation: .tanh)
    }
    expectGradients(
      at: [pattern([1, 2, 3, 2]), pattern([3, 2, 2, 2], 1), pattern([2], 2)], tolerance: 1e-5
    ) {
      convolution2DTranspose(
        $0[0], $0[1], bias: $0[2], strides: (2, 1), padding: .same, dilations: (1, 2),
        activation: .sigmoid)
    }
    expectGradients(
      at: [pattern([1, 2, 2, 1, 2]), pattern([3, 2, 2, 1, 2], 1), pattern([1], 2)],
      tolerance: 1e-5
    ) {
      convolution3DTranspose(
        $0[0], $0[1], bias: $0[2], strides: (2, 1, 2), padding: .same, activation: .tanh)
    }
  }

  @Test func gradientsOfSeparableAndUnsharedConvolutions() {
    expectGradients(
      at: [pattern([1, 4, 3, 2]), pattern([2, 2, 2, 2], 1), pattern([1, 1, 4, 2], 2)],
      tolerance: 1e-5
    ) {
      separableConvolution2D(
        $0[0], depthwise: $0[1], pointwise: $0[2], strides: (2, 1), padding: .same,
        paddingMode: .periodic, activation: .tanh)
    }
    expectGradients(
      at: [pattern([2, 3, 4, 2]), pattern([4, 8, 2], 1), pattern([2, 2, 2], 2)], tolerance: 1e-5
    ) {
      locallyConnected2D(
        $0[0], $0[1], bias: $0[2], window: (2, 2), strides: (1, 2), activation: .tanh)
    }
  }

  /// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for the transposed convolution, over its kernels in single precision.
  @Test(arguments: [
    (kernel: (2, 2), strides: (2, 2), channels: 16, filters: 24),
    (kernel: (3, 3), strides: (2, 2), channels: 8, filters: 16),
    (kernel: (3, 3), strides: (1, 1), channels: 32, filters: 32),
    (kernel: (1, 1), strides: (1, 1), channels: 5, filters: 7),
    (kernel: (1, 1), strides: (3, 2), channels: 5, filters: 7),
    (kernel: (5, 4), strides: (3, 1), channels: 3, filters: 2),
  ])
  func transposedIsTheTranspose(
    _ c: (kernel: (Int, Int), strides: (Int, Int), channels: Int, filters: Int)
  ) {
    for padding in [Padding2D.valid, .same] {
      for activation in FusedActivation.allCases {
        let x = pattern([2, 9, 8, c.channels], 1)
        let filter = pattern([c.kernel.0, c.kernel.1, c.filters, c.channels], 2)
        let bias = pattern([c.filters], 3)
        func run(_ dtype: DType) -> [Double] {
          convolution2DTranspose(
            x.cast(to: dtype), filter.cast(to: dtype), bias: bias.cast(to: dtype),
            strides: c.strides, padding: padding, activation: activation
          ).doubles
        }
        let error = relativeError(run(.float32), run(.float64))
        #expect(error <= 1e-5, "\(c), \(padding), \(activation): off by \(error)")
        let plain = convolution2DTranspose(x, filter, strides: c.strides, padding: padding)
        let back = gradient(at: plain.filledLike(0)) { image in
          let forward = convolution2D(
            image, filter, strides: c.strides, padding: padding == .same ? .same : .valid)
          return (forward * x).sum()
        }
        #expect(relativeError(plain.doubles, back.doubles) <= 1e-12)
      }
    }
  }

  /// An output of one pixel through a filter as large: there the bias must not be taken for the
  /// pixels'.
  @Test func transposedFromOnePixel() {
    let (x, filter) = (pattern([3, 1, 1, 4]), pattern([3, 2, 5, 4], 1))
    let bias = pattern([5], 2)
    let single = convolution2DTranspose(
      x.cast(to: .float32), filter.cast(to: .float32), bias: bias.cast(to: .float32))
    let wanted =
      matmul(filter.reshaped(to: [30, 4]), x.reshaped(to: [3, 4]), transposeB: true)
      .transposed().reshaped(to: [3, 3, 2, 5]) + bias
    #expect(relativeError(single.doubles, wanted.doubles) <= 1e-6)
  }

  /// The kernel of its own for as many groups as channels against the plain one in double
  /// precision, over borders, strides, dilations, several filters a channel and channels that do
  /// not fill vectors.
  @Test(arguments: [
    (height: 9, width: 11, channels: 64, multiplier: 1, kernel: 3, stride: 1, dilation: 1),
    (height: 9, width: 8, channels: 24, multiplier: 1, kernel: 3, stride: 2, dilation: 1),
    (height: 7, width: 7, channels: 19, multiplier: 1, kernel: 5, stride: 1, dilation: 1),
    (height: 12, width: 10, channels: 8, multiplier: 1, kernel: 3, stride: 2, dilation: 3),
    (height: 12, width: 10, channels: 3, multiplier: 4, kernel: 3, stride: 1, dilation: 2),
    (height: 6, width: 5, channels: 10, multiplier: 2, kernel: 2, stride: 3, dilation: 1),
    (height: 2, width: 3, channels: 16, multiplier: 1, kernel: 7, stride: 1, dilation: 1),
    (height: 5, width: 6, channels: 16, multiplier: 1, kernel: 1, stride: 2, dilation: 1),
  ])
  func depthwiseKernels(
    _ c: (
      height: Int, width: Int, channels: Int, multiplier: Int, kernel: Int, stride: Int,
      dilation: Int
    )
  ) {
    let outputs = c.channels * c.multiplier
    let x = pattern([3, c.height, c.width, c.channels], 1)
    let filter = pattern([c.kernel, c.kernel, c.channels, c.multiplier], 2)
    let bias = pattern([outputs], 3)
    func all(_ dtype: DType) -> [[Double]] {
      let points = [x, filter, bias].map { $0.cast(to: dtype) }
      func run(_ points: [Tensor], _ activation: FusedActivation) -> Tensor {
        depthwiseConvolution2D(
          points[0], points[1], bias: points[2], strides: (c.stride, c.stride), padding: .same,
          dilations: (c.dilation, c.dilation), activation: activation)
      }
      let output = run(points, .relu)
      let cotangent = pattern(output.shape, 4).cast(to: dtype)
      return [output.doubles]
        + gradient(at: points) { (run($0, .none) * cotangent).sum() }.map(\.doubles)
    }
    for (exact, fast) in zip(all(.float64), all(.float32)) {
      let error = relativeError(fast, exact)
      #expect(error <= 1e-5, "\(c): off by \(error)")
    }
    #expect(all(.float32) == all(.float32))
  }

  /// A bias's gradient is a sum over all pixels of a batch, which one running sum in single
  /// precision would not hold.
  @Test(arguments: [5, 16]) func depthwiseBiasOfManyPixels(_ channels: Int) {
    let x = Tensor.ones([1, 600, 500, channels])
    let filter = Tensor.ones([1, 1, channels, 1])
    let slope = gradient(at: Tensor.zeros([channels])) {
      (depthwiseConvolution2D(x, filter, bias: $0) * 0.1).sum()
    }
    for value in slope.doubles { #expect(abs(value - 30_000) < 0.3) }
  }

  /// Three dimensions from two: a filter one plane deep convolves each plane alone.
  @Test func flatFiltersConvolvePlanes() {
    let (x, filter) = (pattern([2, 3, 5, 4, 2]), pattern([1, 3, 2, 2, 3], 1))
    let volume = convolution3D(x, filter, padding: .same)
    let planes = convolution2D(
      x.reshaped(to: [6, 5, 4, 2]), filter.reshaped(to: [3, 2, 2, 3]), padding: .same)
    #expect(volume.doubles == planes.doubles && volume.shape == [2, 3, 5, 4, 3])
  }

  @Test func metaGivesTheSameTypes() {
    func both(_ shapes: [Shape], _ function: ([Tensor]) -> Tensor) {
      let real = function(shapes.map { pattern($0).cast(to: .float32) })
      let meta = function(shapes.map { Tensor.meta($0, dtype: .float32) })
      #expect(real.type == meta.type && meta.device == .meta)
    }
    both([[1, 5, 4, 3, 2], [3, 2, 2, 2, 4]]) {
      convolution3D($0[0], $0[1], padding: .same, paddingMode: .edge)
    }
    both([[1, 3, 2, 2, 2], [3, 2, 2, 4, 2]]) {
      convolution3DTranspose($0[0], $0[1], strides: (2, 2, 1))
    }
    both([[1, 6, 2], [5, 4, 3]]) { locallyConnected1D($0[0], $0[1], window: 2) }
  }

  @Test func bfloat16IsComputedInSinglePrecision() {
    let (x, filter) = (pattern([1, 4, 4, 2]), pattern([2, 2, 3, 2], 1))
    let half = convolution2DTranspose(x.cast(to: .bfloat16), filter.cast(to: .bfloat16))
    #expect(half.dtype == .bfloat16)
    let error = relativeError(
      half.doubles, convolution2DTranspose(x, filter).doubles)
    #expect(error < 0.02)
  }

  @Test func impossibleShapesTrapWithTheRule() async {
    await #expect(processExitsWith: .failure) {
      _ = convolution1DTranspose(.zeros([1, 4, 2]), .zeros([3, 2, 2]), padding: .causal)
    }
    await #expect(processExitsWith: .failure) {
      _ = convolution2DTranspose(
        .zeros([1, 4, 4, 2]), .zeros([3, 3, 2, 2]), strides: (2, 2), outputPadding: (2, 0))
    }
    await #expect(processExitsWith: .failure) {
      _ = convolution3DTranspose(
        .zeros([1, 4, 4, 4, 2]), .zeros([3, 3, 3, 2, 2]), strides: (2, 2, 2),
        outputPadding: (2, 0, 0))
    }
    await #expect(processExitsWith: .failure) {
      _ = convolution3DTranspose(
        .zeros([1, 4, 4, 4, 2]), .zeros([3, 3, 3, 2, 2]), strides: (2, 2, 2),
        outputPadding: (-1, 0, 0))
    }
    await #expect(processExitsWith: .failure) {
      _ = convolution1DTranspose(
        .zeros([1, 4, 2]), .zeros([3, 2, 2]), stride: 2,
        padding: .explicit(before: 1, after: 1), outputPadding: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = convolution3D(.zeros([1, 4, 4, 4, 3]), .zeros([2, 2, 2, 2, 4]))
    }
  }
}
