/// activation(bias + the gradient of ``Convolution2D`` with respect to its input): the transposed
/// convolution. Without bias and activation it is that gradient itself, bilinear in the output's
/// gradient and the filter.
///
/// out[n, y, x, c] = activation(bias[c] + Σ input[n, u, v, o] filter[i, j, c, o]), the sum over all
/// u·s + i·d − p = y and v·s + j·d − p = x.
package struct Convolution2DTranspose: Primitive {
  package static let name = "convolution_2d_transpose"
  /// Of the convolution from `outputShape` to the input's shape.
  package let window: Window2D
  package let groups: Int
  package let outputShape: Shape
  package var activation = FusedActivation.none

  package var attributes: [String: Attribute] {
    window.attributes.merging([
      "groups": .integer(groups), "outputShape": .integers(outputShape.array),
      "activation": .text(activation.rawValue),
    ]) { _, new in new }
  }

  package func kept(for needs: InputSet) -> Kept {
    .factors(for: needs, outputs: activation != .none)
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let (input, filter) = (inputs[0].shape, inputs[1].shape)
    let place = try window.placement(over: outputShape, in: Self.name)
    try ensure(
      input.rank == 4 && filter.rank == 4
        && input == [outputShape[0], place.rows.count, place.columns.count, filter[3]],
      """
      transposed convolution: input \(input), filter \(filter); the filter's last axis must be the \
      input's channels
      """
    )
    try ensure(
      inputs.count < 3 || inputs[2].shape == [outputShape[3]],
      "transposed convolution: a bias for \(outputShape[3]) filters")
    return TensorType(outputShape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (input, filter) = (context.inputs[0], context.inputs[1])
    let before = activation.gradient(context.gradient, output: context.output)
    return [
      context.ifNeeded(0) {
        apply(Convolution2D(window: window, groups: groups, activation: .none), [before, filter])
      },
      context.ifNeeded(1) {
        apply(
          Convolution2DFilterGradient(window: window, groups: groups, filterShape: filter.shape),
          [before, input])[0]
      },
      context.inputs.count > 2 ? context.ifNeeded(2) { before.sum(axes: [0, 1, 2]) } : nil,
    ]
  }
}

/// 2-D transposed convolution: the gradient of a convolution used as a layer, which makes images
/// larger.
///
/// ```swift
/// convolution2DTranspose(x, filter, strides: (2, 2), padding: .same)  // twice as high and wide
/// ```
///
/// Every pixel of the input paints the filter, times its values, into the output, `strides` apart;
/// what overlaps adds. Bias and activation are applied as the kernel writes the result, where it
/// can; else in a pass of their own.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - filter: [window height, window width, filters, channels], as in Keras.
///   - bias: [filters], or nil for none.
///   - strides: rows and columns between the places of neighbouring pixels.
///   - padding: valid keeps all that the windows reach; same makes the output `strides` times as
///     large as the input; explicit leaves out so many rows and columns.
///   - outputPadding: rows and columns added below and to the right, below the stride; nil as Keras
///     has it.
///   - dilations: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, height′, width′, filters]: (height − 1)·s + max(d(k − 1) + 1, s) for valid,
///   height·s for same. Traps where the shapes do not fit.
/// - Source: Dumoulin & Visin 2016; Keras 3 `conv_transpose`; catalogue A9.
public func convolution2DTranspose(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil, strides: (Int, Int) = (1, 1),
  padding: Padding2D = .valid, outputPadding: (Int, Int)? = nil, dilations: (Int, Int) = (1, 1),
  activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 4 && filter.rank == 4,
    """
    convolution2DTranspose: input \(input.shape), filter \(filter.shape); expected [batch, height, \
    width, channels] and [height, width, filters, channels]
    """
  )
  let f = filter.shape
  let rows = SlidingWindow(f[0], stride: strides.0, dilation: dilations.0)
  let columns = SlidingWindow(f[1], stride: strides.1, dilation: dilations.1)
  return transposed(
    input, filter, bias, (rows, padding.rows, outputPadding?.0),
    (columns, padding.columns, outputPadding?.1), activation)
}

/// A transposed convolution of images, whose rows and columns may be padded by different rules.
func transposed(
  _ input: Tensor, _ filter: Tensor, _ bias: Tensor?,
  _ rows: (window: SlidingWindow, padding: Padding1D, added: Int?),
  _ columns: (window: SlidingWindow, padding: Padding1D, added: Int?), _ activation: FusedActivation
) -> Tensor {
  let (x, f) = (input.shape, filter.shape)
  func place(
    _ axis: (window: SlidingWindow, padding: Padding1D, added: Int?), _ extent: Int
  ) -> SlidingWindow.Placement {
    trapping(try axis.window.transposed(over: extent, padding: axis.padding, added: axis.added))
  }
  let (down, across) = (place(rows, x[1]), place(columns, x[2]))
  require(
    down.count > 0 && across.count > 0,
    """
    convolution2DTranspose: input \(x), filter \(f): an output of \(down.count) × \(across.count)
    """
  )
  let window = Window2D(
    (f[0], f[1]), strides: (rows.window.stride, columns.window.stride),
    dilations: (rows.window.dilation, columns.window.dilation),
    padding: Padding2D((down.before, down.after), (across.before, across.after)))
  return convolving(input, filter, bias) { input, filter, bias in
    var inputs = [input, filter]
    if let bias { inputs.append(bias) }
    return apply(
      Convolution2DTranspose(
        window: window, groups: 1, outputShape: [x[0], down.count, across.count, f[2]],
        activation: activation), inputs)
  }
}
