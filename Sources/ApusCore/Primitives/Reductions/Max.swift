/// out[k…] = greatest of x[…] over `axes`, which stay with extent 1 or vanish. NaN where one of
/// them is NaN.
package struct Max: ExtremeReduction {
  package static let name = "reduce_max"
  package static let extreme = "max"
  package let axes: AxisSet
  package let keepDimensions: Bool
}

extension Tensor {
  /// The greatest of all elements: a scalar; see ``max(axes:keepDimensions:)``.
  public func max() -> Tensor { max(AxisSet.all(rank), false) }

  /// The greatest over `axes`; negative axes count from the end. NaN where one of the elements is
  /// NaN. Where several elements are the greatest, they share the gradient evenly.
  ///
  /// Traps on an axis outside the shape or named twice, and if an axis is empty.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func max(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    max(AxisSet(axes, of: shape, in: "max"), keepDimensions)
  }

  /// The greatest over one axis; see ``max(axes:keepDimensions:)``.
  public func max(axis: Int, keepDimensions: Bool = false) -> Tensor {
    max(axes: [axis], keepDimensions: keepDimensions)
  }

  private func max(_ axes: AxisSet, _ keepDimensions: Bool) -> Tensor {
    axes.isEmpty ? self : apply(Max(axes: axes, keepDimensions: keepDimensions), [self])
  }
}
