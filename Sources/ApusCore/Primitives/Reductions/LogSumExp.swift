extension Tensor {
  /// ln Σ exp(x) over all elements: a scalar; see ``logSumExp(axes:keepDimensions:)``.
  public func logSumExp() -> Tensor { logSumExp(axes: Array(0..<rank)) }

  /// ln Σ exp(x) over `axes`, a smooth maximum. No element is too large or too small for it: −∞
  /// where all are −∞.
  ///
  /// Traps on whole numbers, on an axis outside the shape or named twice, and where there are no
  /// elements.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func logSumExp(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    require(dtype.isFloatingPoint, "logSumExp: \(type) is not floating point")
    // The sum does not depend on what is taken out before and put back after; an infinity must not
    // be taken out.
    let greatest = withoutDerivatives { () -> Tensor in
      let greatest = withoutDerivative.max(axes: axes, keepDimensions: true)
      return select(greatest.isFinite, greatest, 0)
    }
    let sum = exp(self - greatest).sum(axes: axes, keepDimensions: keepDimensions)
    return log(sum) + greatest.reshaped(to: sum.shape)
  }
}
