extension Tensor {
  /// The variance of all elements: a scalar; see ``variance(axes:keepDimensions:unbiased:)``.
  public func variance(unbiased: Bool = false) -> Tensor {
    variance(axes: Array(0..<rank), unbiased: unbiased)
  }

  /// The variance over `axes`: (1/n) Σ (x − mean)², of the population; with `unbiased`, 1/(n − 1),
  /// an estimate from a sample.
  ///
  /// The mean is taken out twice, the second time what rounding left of it, so a large mean costs
  /// no digits; of bfloat16 in float32, rounded once. Traps on an axis outside the shape or named
  /// twice.
  ///
  /// - Parameters:
  ///   - axes: negative axes count from the end.
  ///   - keepDimensions: whether those axes stay, with extent 1.
  ///   - unbiased: whether to divide by n − 1; NaN where n is 1.
  public func variance(axes: [Int], keepDimensions: Bool = false, unbiased: Bool = false) -> Tensor
  {
    if dtype == .bfloat16 {
      return cast(to: .float32).variance(
        axes: axes, keepDimensions: keepDimensions, unbiased: unbiased
      ).cast(to: .bfloat16)
    }
    let count = shape.extent(along: AxisSet(axes, of: shape, in: "variance"))
    let squares = square(centred(axes: axes)).sum(axes: axes, keepDimensions: keepDimensions)
    return squares / Double(unbiased ? count - 1 : count)
  }

  /// This tensor less its mean over `axes`, also the part of the mean that its element type does
  /// not hold.
  func centred(axes: [Int]) -> Tensor {
    let near: Tensor = self - mean(axes: axes, keepDimensions: true)
    return near - near.mean(axes: axes, keepDimensions: true)
  }

  /// The root of ``variance(unbiased:)``.
  public func standardDeviation(unbiased: Bool = false) -> Tensor {
    standardDeviation(axes: Array(0..<rank), unbiased: unbiased)
  }

  /// The root of ``variance(axes:keepDimensions:unbiased:)``. Its gradient is infinite where the
  /// variance is 0.
  public func standardDeviation(
    axes: [Int], keepDimensions: Bool = false, unbiased: Bool = false
  ) -> Tensor {
    let wide = dtype == .bfloat16 ? cast(to: .float32) : self
    let deviation = sqrt(
      wide.variance(axes: axes, keepDimensions: keepDimensions, unbiased: unbiased))
    return dtype == .bfloat16 ? deviation.cast(to: .bfloat16) : deviation
  }
}
