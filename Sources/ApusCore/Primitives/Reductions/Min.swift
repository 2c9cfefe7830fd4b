/// out[k…] = least of x[…] over `axes`, which stay with extent 1 or vanish. NaN where one of them
/// is NaN.
package struct Min: ExtremeReduction {
  package static let name = "reduce_min"
  package static let extreme = "min"
  package let axes: AxisSet
  package let keepDimensions: Bool
}

extension Tensor {
  /// The least of all elements: a scalar; see ``min(axes:keepDimensions:)``.
  public func min() -> Tensor { min(AxisSet.all(rank), false) }

  /// The least over `axes`; negative axes count from the end. NaN where one of the elements is NaN.
  /// Where several elements are the least, they share the gradient evenly.
  ///
  /// Traps on an axis outside the shape or named twice, and if an axis is empty.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func min(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    min(AxisSet(axes, of: shape, in: "min"), keepDimensions)
  }

  /// The least over one axis; see ``min(axes:keepDimensions:)``.
  public func min(axis: Int, keepDimensions: Bool = false) -> Tensor {
    min(axes: [axis], keepDimensions: keepDimensions)
  }

  private func min(_ axes: AxisSet, _ keepDimensions: Bool) -> Tensor {
    axes.isEmpty ? self : apply(Min(axes: axes, keepDimensions: keepDimensions), [self])
  }
}
