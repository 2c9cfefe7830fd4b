extension Tensor {
  /// The p-norm (Σ |x|ᵖ)^(1/p) of all elements: a scalar; see ``norm(axes:order:keepDimensions:)``.
  public func norm(order: Double = 2) -> Tensor {
    norm(axes: Array(0..<rank), order: order)
  }

  /// The p-norm (Σ |x|ᵖ)^(1/p) over `axes`: of vectors along one axis; over the axes of matrices
  /// the Frobenius norm.
  ///
  /// ```swift
  /// let x = Tensor([[3.0, 4], [0, 0]])
  /// x.norm()                       // 5
  /// x.norm(axes: [1])              // [5, 0]
  /// x.norm(axes: [1], order: 1)    // [7, 0]
  /// ```
  ///
  /// No element is too large or too small to be squared. Where a norm is 0 its gradient is 0.
  ///
  /// - Parameters:
  ///   - axes: negative ones count from the end; traps on one outside the shape or named twice, and
  ///     where they hold no elements.
  ///   - order: p, any number: 2 the Euclidean length, 1 the sum of magnitudes, ∞ the greatest
  ///     magnitude, −∞ the least, 0 how many elements are not 0.
  ///   - keepDimensions: whether those axes stay, with extent 1.
  /// - Returns: in this floating-point type; float32 of whole numbers.
  /// - Source: NumPy `linalg.norm` of vectors, PyTorch `linalg.vector_norm`.
  public func norm(axes: [Int], order: Double = 2, keepDimensions: Bool = false) -> Tensor {
    require(!order.isNaN, "norm: an order that is no number")
    if dtype == .bfloat16 {
      return cast(to: .float32).norm(axes: axes, order: order, keepDimensions: keepDimensions)
        .cast(to: .bfloat16)
    }
    let sizes = abs(floatingPoint)
    switch order {
    case 0:
      return (sizes .!= 0).cast(to: sizes.dtype).sum(axes: axes, keepDimensions: keepDimensions)
    case 1: return sizes.sum(axes: axes, keepDimensions: keepDimensions)
    case .infinity: return sizes.max(axes: axes, keepDimensions: keepDimensions)
    case -.infinity: return sizes.min(axes: axes, keepDimensions: keepDimensions)
    default: return powerNorm(sizes, axes, order, keepDimensions)
    }
  }

  /// The norm of a finite order of magnitudes. They are measured by their greatest (of negative
  /// orders the least), which is a constant: a norm scales with its elements.
  private func powerNorm(
    _ sizes: Tensor, _ axes: [Int], _ order: Double, _ keepDimensions: Bool
  ) -> Tensor {
    let unit = withoutDerivatives { () -> Tensor in
      let plain = sizes.withoutDerivative
      let extreme =
        order > 0
        ? plain.max(axes: axes, keepDimensions: true)
        : plain.min(axes: axes, keepDimensions: true)
      return select((extreme .> 0) .& extreme.isFinite, extreme, 1)
    }
    let measured = sizes / unit
    let powers: Tensor
    if order == 2 {
      powers = square(measured)
    } else {
      // A power whose slope at 0 is infinite must not meet a 0 behind the choice.
      let isZero = measured .== 0
      let atZero: Double = order > 0 ? 0 : .infinity
      powers = select(isZero, atZero, pow(select(isZero, 1, measured), order))
    }
    let sum = powers.sum(axes: axes, keepDimensions: keepDimensions)
    let isTrivial = (sum .== 0) .| .!(sum.isFinite)
    let root = pow(select(isTrivial, 1, sum), 1 / order)
    let trivial = withoutDerivatives { pow(sum.withoutDerivative, 1 / order) }
    return select(isTrivial, trivial, root) * unit.reshaped(to: sum.shape)
  }
}
