/// out[n, y, x, c] = the mean of the window's elements.
package struct AveragePooling2DPrimitive: Primitive {
  package static let name = "average_pooling_2d"
  package let windows: PoolingWindows
  /// Whether padding counts as zeros; else the mean is over what lies in the image.
  package let countsPadding: Bool

  package var attributes: [String: Attribute] {
    windows.attributes.merging(["countsPadding": .flag(countsPadding)]) { _, new in new }
  }
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    TensorType(try windows.outputShape(for: inputs[0].shape, in: Self.name), inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        AveragePooling2DGradient(
          windows: windows, countsPadding: countsPadding, inputShape: context.inputs[0].shape),
        [context.gradient])
    ]
  }
}

/// Spreads each element evenly over its window: the adjoint of ``AveragePooling2DPrimitive``.
package struct AveragePooling2DGradient: Primitive {
  package static let name = "average_pooling_2d_gradient"
  package let windows: PoolingWindows
  package let countsPadding: Bool
  package let inputShape: Shape

  package var attributes: [String: Attribute] {
    windows.attributes.merging(
      ["countsPadding": .flag(countsPadding), "inputShape": .integers(inputShape.array)]
    ) { _, new in new }
  }
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(inputShape, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        AveragePooling2DPrimitive(windows: windows, countsPadding: countsPadding),
        [context.gradient])
    ]
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
    apply(AveragePooling2DPrimitive(windows: .sliding($1), countsPadding: countsPadding), [$0])
  }
}
