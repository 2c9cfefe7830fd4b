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
    var kept = InputSet.none
    if needs.contains(0) { kept.insert(1) }
    if needs.contains(1) { kept.insert(0) }
    return Kept(inputs: kept, outputs: activation != .none)
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let (input, filter) = (inputs[0].shape, inputs[1].shape)
    let place = try window.placement(over: outputShape, in: Self.name)
    try ensure(
      input.rank == 4 && filter.rank == 4
        && input == [outputShape[0], place.outHeight, place.outWidth, filter[3]],
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

extension Padding1D {
  /// Where a transposed convolution's output lies over the places that its windows reach, (extent
  /// − 1) s + d(k − 1) + 1 of them: how many places are left out in front, and how many the output
  /// has.
  ///
  /// Keras's rules. `added` nil: s · extent places for `same`, and for `valid` all but at least s
  /// an element. A number adds so many to the least that a convolution would take back to `extent`;
  /// traps where it is not below the stride.
  package func transposed(window: Int, stride: Int, dilation: Int, extent: Int, added: Int?)
    -> (before: Int, extent: Int)
  {
    require(
      added.map { 0..<stride ~= $0 } ?? true,
      """
      transposed convolution: output padding \(added ?? 0) with stride \(stride); it must be below \
      it, from 0 on
      """
    )
    let span = (window - 1) * dilation + 1
    let reached = (extent - 1) * stride + span
    switch self {
    case .valid: return (0, reached + (added ?? max(0, stride - span)))
    case .explicit(let before, let after): return (before, reached - before - after + (added ?? 0))
    case .same, .causal:
      require(self == .same, "transposed convolution: it has no causal padding")
      let output =
        added.map { (extent - 1) * stride + span % 2 + $0 } ?? extent * stride
      return (max(0, (reached - output) / 2), output)
    }
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
  let axes = padding.axes
  let (x, f) = (input.shape, filter.shape)
  let rows = axes[0].transposed(
    window: f[0], stride: strides.0, dilation: dilations.0, extent: x[1], added: outputPadding?.0)
  let columns = axes[1].transposed(
    window: f[1], stride: strides.1, dilation: dilations.1, extent: x[2], added: outputPadding?.1)
  require(
    rows.extent > 0 && columns.extent > 0,
    """
    convolution2DTranspose: input \(x), filter \(f): an output of \(rows.extent) × \(columns.extent)
    """
  )
  let trailing = { (place: (before: Int, extent: Int), window: Int, dilation: Int, last: Int) in
    max(0, last + (window - 1) * dilation + 1 - place.before - place.extent)
  }
  let window = Window2D(
    height: f[0], width: f[1], strideHeight: strides.0, strideWidth: strides.1,
    dilationHeight: dilations.0, dilationWidth: dilations.1,
    padding: Padding2D(
      (rows.before, trailing(rows, f[0], dilations.0, (x[1] - 1) * strides.0)),
      (columns.before, trailing(columns, f[1], dilations.1, (x[2] - 1) * strides.1))))
  return convolving(input, filter, bias) { input, filter, bias in
    var inputs = [input, filter]
    if let bias { inputs.append(bias) }
    return apply(
      Convolution2DTranspose(
        window: window, groups: 1, outputShape: [x[0], rows.extent, columns.extent, f[2]],
        activation: activation), inputs)
  }
}
