/// out[k…] = whether all of x[…] over `axes` differ from 0. The axes stay with extent 1 or vanish.
package struct AllTrue: TruthReduction {
  package static let name = "reduce_and"
  package let axes: AxisSet
  package let keepDimensions: Bool
}

extension Tensor {
  /// Whether all of the elements are true (differ from 0): a bool scalar. Of no elements, true.
  public func all() -> Tensor { all(AxisSet.all(rank), false) }

  /// Whether all of the elements over `axes` are true (differ from 0). Traps on an axis outside the
  /// shape or named twice.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func all(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    all(AxisSet(axes, of: shape, in: "all"), keepDimensions)
  }

  /// Whether all of the elements over one axis are true; see ``all(axes:keepDimensions:)``.
  public func all(axis: Int, keepDimensions: Bool = false) -> Tensor {
    all(axes: [axis], keepDimensions: keepDimensions)
  }

  private func all(_ axes: AxisSet, _ keepDimensions: Bool) -> Tensor {
    axes.isEmpty
      ? cast(to: .bool) : apply(AllTrue(axes: axes, keepDimensions: keepDimensions), [self])
  }
}
