/// out[o…, i…] = the position j of the least x[o…, j, i…] along an axis, int32. The first NaN
/// counts, else the first of equals.
package struct ArgMin: PositionReduction {
  package static let name = "argmin"
  package let axis: Int
  package let keepDimensions: Bool
}

extension Tensor {
  /// The position of the least element along an axis: the first NaN's where there is one, else the
  /// first of equals.
  ///
  /// Traps where the axis is outside the shape or has no elements, or more than int32 counts (2³¹ −
  /// 1).
  ///
  /// - Parameters:
  ///   - axis: negative counts from the end.
  ///   - keepDimensions: whether that axis stays, with extent 1.
  /// - Returns: int32, of this shape without the axis.
  public func argmin(axis: Int, keepDimensions: Bool = false) -> Tensor {
    apply(ArgMin(axis: shape.axis(axis, in: "argmin"), keepDimensions: keepDimensions), [self])
  }

  /// The position of the least element among those along `axes`, counted in row-major order as if
  /// they were one axis; see ``argmin(axis:keepDimensions:)``.
  ///
  /// - Parameters:
  ///   - axes: negative counts from the end. Traps on an axis outside the shape or named twice.
  ///   - keepDimensions: whether those axes stay, with extent 1.
  /// - Returns: int32, of this shape without the axes.
  public func argmin(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    let axes = AxisSet(axes, of: shape, in: "argmin")
    return merging(axes).argmin(axis: -1)
      .reshaped(to: shape.reduced(over: axes, keepDimensions: keepDimensions))
  }

  /// The position of the least of all elements in row-major order, a scalar; see
  /// ``argmin(axes:keepDimensions:)``.
  public func argmin() -> Tensor { argmin(axes: Array(0..<rank)) }
}
