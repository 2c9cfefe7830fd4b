/// out[n, y, x, c] = the mean of the window's elements.
struct AveragePooling2D: Primitive {
  static let name = "average_pooling_2d"
  let windows: PoolingWindows
  /// Whether padding counts as zeros; else the mean is over what lies in the image.
  let countsPadding: Bool

  var attributes: [String: Attribute] {
    windows.attributes.merging(["countsPadding": .flag(countsPadding)]) { _, new in new }
  }
  func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(windows.outputShape(for: inputs[0].shape, in: Self.name), inputs[0].dtype)
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        AveragePooling2DGradient(
          windows: windows, countsPadding: countsPadding, inputShape: context.inputs[0].shape),
        [context.gradient])
    ]
  }
}

/// Spreads each element evenly over its window: the adjoint of ``AveragePooling2D``.
struct AveragePooling2DGradient: Primitive {
  static let name = "average_pooling_2d_gradient"
  let windows: PoolingWindows
  let countsPadding: Bool
  let inputShape: Shape

  var attributes: [String: Attribute] {
    windows.attributes.merging(
      ["countsPadding": .flag(countsPadding), "inputShape": .integers(inputShape.array)]
    ) { _, new in new }
  }
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputShape, inputs[0].dtype) }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(AveragePooling2D(windows: windows, countsPadding: countsPadding), [context.gradient])]
  }
}

/// The mean of each window of channels-last images.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - window: rows and columns of the window.
///   - strides: distance between windows; the window itself where nil.
///   - countsPadding: whether padding counts as zeros; as in Keras it does not, so that means at
///     the border are of what lies in the image.
/// - Returns: [batch, rows, columns, channels]. Traps where the window does not fit.
public func averagePooling2D(
  _ input: Tensor, window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding2D = .valid,
  countsPadding: Bool = false
) -> Tensor {
  pooled(input, window, strides, padding) {
    apply(AveragePooling2D(windows: .sliding($1), countsPadding: countsPadding), [$0])
  }
}
