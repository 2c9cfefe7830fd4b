/// out[n, y, x, c] = the largest of the window's elements; the second output says where each was
/// found.
package struct MaxPooling2DPrimitive: MultiplePrimitive {
  package static let name = "max_pooling_2d"
  package let windows: PoolingWindows

  package var attributes: [String: Attribute] { windows.attributes }

  package func kept(for needs: InputSet) -> Kept { .output }

  package func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType] {
    let x = inputs[0].shape
    let shape = try windows.outputShape(for: x, in: Self.name)
    try ensure(
      x[1] * x[2] <= Int(Int32.max), "max pooling: an image of \(x[1])×\(x[2]) is too large")
    return [TensorType(shape, inputs[0].dtype), TensorType(shape, .int32)]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    guard let dy = context.gradients[0] else { return [nil] }
    return [
      apply(
        MaxPooling2DScatter(windows: windows, inputShape: context.inputs[0].shape),
        [dy, context.outputs[1]])
    ]
  }
}

/// Puts each element of the first input where ``MaxPooling2DPrimitive`` found its maximum, adding
/// where windows share it.
package struct MaxPooling2DScatter: Primitive {
  package static let name = "max_pooling_2d_scatter"
  package let windows: PoolingWindows
  package let inputShape: Shape

  package var attributes: [String: Attribute] {
    windows.attributes.merging(["inputShape": .integers(inputShape.array)]) { _, new in new }
  }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(inputShape, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(MaxPooling2DGather(windows: windows), [context.gradient, context.inputs[1]]), nil]
  }
}

/// Picks the elements that ``MaxPooling2DPrimitive`` found to be the largest: the adjoint of
/// ``MaxPooling2DScatter``.
package struct MaxPooling2DGather: Primitive {
  package static let name = "max_pooling_2d_gather"
  package let windows: PoolingWindows

  package var attributes: [String: Attribute] { windows.attributes }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(inputs[1].shape, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      apply(
        MaxPooling2DScatter(windows: windows, inputShape: context.inputs[0].shape),
        [context.gradient, context.inputs[1]]), nil,
    ]
  }
}

/// The largest element of each window of channels-last images.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point. NaN in a window gives NaN.
///   - window: rows and columns of the window.
///   - strides: distance between windows; the window itself where nil.
/// - Returns: [batch, rows, columns, channels]. Padding counts as −∞. Traps where the window does
///   not fit.
public func maxPooling2D(
  _ input: Tensor, window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding2D = .valid
) -> Tensor {
  pooled(input, window, strides, padding) {
    apply(MaxPooling2DPrimitive(windows: .sliding($1)), [$0])[0]
  }
}

/// Runs `pool` in float32 where the elements are bfloat16.
func pooled(
  _ input: Tensor, _ window: (Int, Int), _ strides: (Int, Int)?, _ padding: Padding2D,
  _ pool: (Tensor, Window2D) -> Tensor
) -> Tensor {
  require(input.dtype.isFloatingPoint, "pooling: \(input.type) is not floating point")
  let sliding = Window2D(window, strides: strides ?? window, padding: padding)
  if input.dtype == .bfloat16 {
    return pool(input.cast(to: .float32), sliding).cast(to: .bfloat16)
  }
  return pool(input, sliding)
}
