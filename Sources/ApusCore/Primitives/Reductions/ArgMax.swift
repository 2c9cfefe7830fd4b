/// out[o…, i…] = the position j of the greatest x[o…, j, i…] along an axis, int32. The first NaN
/// counts, else the first of equals.
package struct ArgMax: PositionReduction {
  package static let name = "argmax"
  package let axis: Int
  package let keepDimensions: Bool
}

extension Tensor {
  /// The position of the greatest element along an axis: the first NaN's where there is one, else
  /// the first of equals.
  ///
  /// Traps where the axis is outside the shape or has no elements, or more than int32 counts (2³¹ −
  /// 1).
  ///
  /// - Parameters:
  ///   - axis: negative counts from the end.
  ///   - keepDimensions: whether that axis stays, with extent 1.
  /// - Returns: int32, of this shape without the axis.
  public func argmax(axis: Int, keepDimensions: Bool = false) -> Tensor {
    apply(ArgMax(axis: shape.axis(axis, in: "argmax"), keepDimensions: keepDimensions), [self])
  }

  /// The position of the greatest element among those along `axes`, counted in row-major order as
  /// if they were one axis; see ``argmax(axis:keepDimensions:)``.
  ///
  /// - Parameters:
  ///   - axes: negative counts from the end. Traps on an axis outside the shape or named twice.
  ///   - keepDimensions: whether those axes stay, with extent 1.
  /// - Returns: int32, of this shape without the axes.
  public func argmax(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    let axes = AxisSet(axes, of: shape, in: "argmax")
    return merging(axes).argmax(axis: -1)
      .reshaped(to: shape.reduced(over: axes, keepDimensions: keepDimensions))
  }

  /// The position of the greatest of all elements in row-major order, a scalar; see
  /// ``argmax(axes:keepDimensions:)``.
  public func argmax() -> Tensor { argmax(axes: Array(0..<rank)) }
}
