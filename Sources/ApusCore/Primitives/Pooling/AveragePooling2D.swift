/// out[n, y, x, c] = the mean of the window's elements.
struct AveragePooling2D: Primitive {
  static let name = "average_pooling_2d"
  let window: Window2D
  /// Whether padding counts as zeros; else the mean is over what lies in the image.
  let countsPadding: Bool

  var attributes: [String: Attribute] {
    window.attributes.merging(["countsPadding": .flag(countsPadding)]) { _, new in new }
  }
  func outputType(_ inputs: [Tensor]) -> TensorType {
    let x = inputs[0].shape
    let place = window.placement(over: x, in: Self.name)
    return TensorType([x[0], place.outHeight, place.outWidth, x[3]], inputs[0].dtype)
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        AveragePooling2DGradient(
          window: window, countsPadding: countsPadding, inputShape: context.inputs[0].shape),
        [context.gradient])
    ]
  }
}

/// Spreads each element evenly over its window: the adjoint of ``AveragePooling2D``.
struct AveragePooling2DGradient: Primitive {
  static let name = "average_pooling_2d_gradient"
  let window: Window2D
  let countsPadding: Bool
  let inputShape: Shape

  var attributes: [String: Attribute] {
    window.attributes.merging(
      ["countsPadding": .flag(countsPadding), "inputShape": .integers(inputShape.array)]
    ) { _, new in new }
  }
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputShape, inputs[0].dtype) }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(AveragePooling2D(window: window, countsPadding: countsPadding), [context.gradient])]
  }
}

/// The mean of each window of channels-last images.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - window: rows and columns of the window.
///   - strides: distance between windows; the window itself where nil.
///   - countsPadding: whether padding counts as zeros; as in Keras it does not, so that means at the border are of what
///     lies in the image.
/// - Returns: [batch, rows, columns, channels]. Traps where the window does not fit.
public func averagePooling2D(
  _ input: Tensor, window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding2D = .valid,
  countsPadding: Bool = false
) -> Tensor {
  pooled(input, window, strides, padding) {
    apply(AveragePooling2D(window: $1, countsPadding: countsPadding), [$0])
  }
}
