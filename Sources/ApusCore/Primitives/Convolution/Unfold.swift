/// Windows along one axis of a tensor of shape `folded`. Their taps become a new axis before
/// `place`.
package struct AxisWindows: Sendable, Hashable {
  package let folded: Shape
  package let axis: Int
  /// Beyond `axis`; the rank for after the last.
  package let place: Int
  package let windows: Int
  package let taps: Int
  package let stride: Int
  package let dilation: Int
  /// Zeros before the axis' first element; those after its end follow from the number of windows.
  package let before: Int

  /// The shape with an axis of windows in place of `axis` and one of taps at `place`.
  package var unfolded: Shape {
    var shape = folded
    shape[axis] = windows
    return shape.inserting(taps, at: place)
  }

  /// Whether windows and places are the same, one tap each.
  package var isIdentity: Bool {
    taps == 1 && stride == 1 && before == 0 && windows == folded[axis]
  }

  package var attributes: [String: Attribute] {
    [
      "shape": .integers(folded.array), "axis": .integer(axis), "place": .integer(place),
      "windows": .integer(windows), "taps": .integer(taps), "stride": .integer(stride),
      "dilation": .integer(dilation), "before": .integer(before),
    ]
  }
}

/// out[…, w, …, t, …] = x[…, w·stride + t·dilation − before, …, …]: windows side by side (im2col),
/// zero beyond the ends.
package struct Unfold: Primitive {
  package static let name = "unfold"
  package let windows: AxisWindows

  package var attributes: [String: Attribute] { windows.attributes }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].shape == windows.folded, "unfold: \(inputs[0].shape), not \(windows.folded)")
    return TensorType(windows.unfolded, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.folded(windows)]
  }
}

/// The transpose of ``Unfold``: every place gets the sum over the windows that cover it.
package struct FoldPrimitive: Primitive {
  package static let name = "fold"
  package let windows: AxisWindows

  package var attributes: [String: Attribute] { windows.attributes }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].shape == windows.unfolded, "fold: \(inputs[0].shape), not \(windows.unfolded)")
    return TensorType(windows.folded, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.unfolded(windows)]
  }
}

extension Tensor {
  func unfolded(_ windows: AxisWindows) -> Tensor {
    windows.isIdentity
      ? reshaped(to: windows.unfolded) : apply(Unfold(windows: windows), [self])
  }

  func folded(_ windows: AxisWindows) -> Tensor {
    windows.isIdentity
      ? reshaped(to: windows.folded) : apply(FoldPrimitive(windows: windows), [self])
  }
}
