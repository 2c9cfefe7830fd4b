/// Windows along one axis of a tensor of shape `folded`. Their taps become a new axis before
/// `place`.
struct AxisWindows: Sendable, Hashable {
  let folded: Shape
  let axis: Int
  /// Beyond `axis`; the rank for after the last.
  let place: Int
  let windows: Int
  let taps: Int
  let stride: Int
  let dilation: Int
  /// Zeros before the axis' first element; those after its end follow from the number of windows.
  let before: Int

  /// The shape with an axis of windows in place of `axis` and one of taps at `place`.
  var unfolded: Shape {
    var shape = folded
    shape[axis] = windows
    return shape.inserting(taps, at: place)
  }

  /// Whether windows and places are the same, one tap each.
  var isIdentity: Bool { taps == 1 && stride == 1 && before == 0 && windows == folded[axis] }

  var attributes: [String: Attribute] {
    [
      "shape": .integers(folded.array), "axis": .integer(axis), "place": .integer(place),
      "windows": .integer(windows), "taps": .integer(taps), "stride": .integer(stride),
      "dilation": .integer(dilation), "before": .integer(before),
    ]
  }
}

/// out[…, w, …, t, …] = x[…, w·stride + t·dilation − before, …, …]: windows side by side (im2col),
/// zero beyond the ends.
struct Unfold: Primitive {
  static let name = "unfold"
  let windows: AxisWindows

  var attributes: [String: Attribute] { windows.attributes }

  func outputType(_ inputs: [Tensor]) -> TensorType {
    require(inputs[0].shape == windows.folded, "unfold: \(inputs[0].shape), not \(windows.folded)")
    return TensorType(windows.unfolded, inputs[0].dtype)
  }

  func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient.folded(windows)] }
}

/// The transpose of ``Unfold``: every place gets the sum over the windows that cover it.
struct Fold: Primitive {
  static let name = "fold"
  let windows: AxisWindows

  var attributes: [String: Attribute] { windows.attributes }

  func outputType(_ inputs: [Tensor]) -> TensorType {
    require(
      inputs[0].shape == windows.unfolded, "fold: \(inputs[0].shape), not \(windows.unfolded)")
    return TensorType(windows.folded, inputs[0].dtype)
  }

  func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient.unfolded(windows)] }
}

extension Tensor {
  func unfolded(_ windows: AxisWindows) -> Tensor {
    windows.isIdentity
      ? reshaped(to: windows.unfolded) : apply(Unfold(windows: windows), [self])
  }

  func folded(_ windows: AxisWindows) -> Tensor {
    windows.isIdentity ? reshaped(to: windows.folded) : apply(Fold(windows: windows), [self])
  }
}
