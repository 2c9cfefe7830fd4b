/// out[k…] = whether any of x[…] over `axes` differ from 0. The axes stay with extent 1 or vanish.
package struct AnyTrue: TruthReduction {
  package static let name = "reduce_or"
  package let axes: AxisSet
  package let keepDimensions: Bool
}

extension Tensor {
  /// Whether any of the elements are true (differ from 0): a bool scalar. Of no elements, false.
  public func any() -> Tensor { any(AxisSet.all(rank), false) }

  /// Whether any of the elements over `axes` are true (differ from 0). Traps on an axis outside the
  /// shape or named twice.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func any(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    any(AxisSet(axes, of: shape, in: "any"), keepDimensions)
  }

  /// Whether any of the elements over one axis are true; see ``any(axes:keepDimensions:)``.
  public func any(axis: Int, keepDimensions: Bool = false) -> Tensor {
    any(axes: [axis], keepDimensions: keepDimensions)
  }

  private func any(_ axes: AxisSet, _ keepDimensions: Bool) -> Tensor {
    axes.isEmpty
      ? cast(to: .bool) : apply(AnyTrue(axes: axes, keepDimensions: keepDimensions), [self])
  }
}
