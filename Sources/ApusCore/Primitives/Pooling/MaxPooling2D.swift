/// out[n, y, x, c] = the largest of the window's elements; the second output says where each was
/// found.
struct MaxPooling2D: MultiplePrimitive {
  static let name = "max_pooling_2d"
  let windows: PoolingWindows

  var attributes: [String: Attribute] { windows.attributes }

  func kept(for needs: InputSet) -> Kept { .output }

  func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    let x = inputs[0].shape
    let shape = windows.outputShape(for: x, in: Self.name)
    require(
      x[1] * x[2] <= Int(Int32.max), "max pooling: an image of \(x[1])×\(x[2]) is too large")
    return [TensorType(shape, inputs[0].dtype), TensorType(shape, .int32)]
  }

  func gradient(_ context: GradientContext) -> [Tensor?] {
    guard let dy = context.gradients[0] else { return [nil] }
    return [
      apply(
        MaxPooling2DScatter(windows: windows, inputShape: context.inputs[0].shape),
        [dy, context.outputs[1]])
    ]
  }
}

/// Puts each element of the first input where ``MaxPooling2D`` found its maximum, adding where
/// windows share it.
struct MaxPooling2DScatter: Primitive {
  static let name = "max_pooling_2d_scatter"
  let windows: PoolingWindows
  let inputShape: Shape

  var attributes: [String: Attribute] {
    windows.attributes.merging(["inputShape": .integers(inputShape.array)]) { _, new in new }
  }
  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(inputShape, inputs[0].dtype) }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(MaxPooling2DGather(windows: windows), [context.gradient, context.inputs[1]]), nil]
  }
}

/// Picks the elements that ``MaxPooling2D`` found to be the largest: the adjoint of
/// ``MaxPooling2DScatter``.
struct MaxPooling2DGather: Primitive {
  static let name = "max_pooling_2d_gather"
  let windows: PoolingWindows

  var attributes: [String: Attribute] { windows.attributes }
  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }
  func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(inputs[1].shape, inputs[0].dtype)
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
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
  pooled(input, window, strides, padding) { apply(MaxPooling2D(windows: .sliding($1)), [$0])[0] }
}

/// Runs `pool` in float32 where the elements are bfloat16.
func pooled(
  _ input: Tensor, _ window: (Int, Int), _ strides: (Int, Int)?, _ padding: Padding2D,
  _ pool: (Tensor, Window2D) -> Tensor
) -> Tensor {
  require(input.dtype.isFloatingPoint, "pooling: \(input.type) is not floating point")
  let (rows, columns) = strides ?? window
  let sliding = Window2D(
    height: window.0, width: window.1, strideHeight: rows, strideWidth: columns, padding: padding)
  if input.dtype == .bfloat16 {
    return pool(input.cast(to: .float32), sliding).cast(to: .bfloat16)
  }
  return pool(input, sliding)
}
