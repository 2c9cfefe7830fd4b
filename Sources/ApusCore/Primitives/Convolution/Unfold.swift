/// Windows along axis 1 of a tensor of shape `folded`, beyond whose ends lie zeros. Their taps
/// become a new axis before `place`.
package struct AxisWindows: Sendable, Hashable {
  package let folded: Shape
  /// Beyond axis 1; the rank for after the last.
  package let place: Int
  package let window: SlidingWindow
  /// Where the windows begin, and how many there are.
  package let placement: SlidingWindow.Placement

  /// The number of windows.
  package var windows: Int { placement.count }

  /// The shape with an axis of windows in place of axis 1 and one of taps at `place`.
  package var unfolded: Shape {
    var shape = folded
    shape[1] = windows
    return shape.inserting(window.size, at: place)
  }

  /// Whether windows and places are the same, one tap each.
  package var isIdentity: Bool {
    window.size == 1 && window.stride == 1 && placement.before == 0 && windows == folded[1]
  }

  package var attributes: [String: Attribute] {
    [
      "shape": .integers(folded.array), "axis": .integer(1), "place": .integer(place),
      "windows": .integer(windows), "taps": .integer(window.size),
      "stride": .integer(window.stride),
      "dilation": .integer(window.dilation), "before": .integer(placement.before),
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
