/// 1-D transposed convolution:
/// ``convolution2DTranspose(_:_:bias:strides:padding:outputPadding:dilations:activation:)`` of
/// images one pixel high, which makes sequences longer.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point.
///   - filter: [window, filters, channels], as in Keras.
///   - bias: [filters], or nil for none.
///   - stride: steps between the places of neighbouring elements.
///   - padding: valid, same or explicit; traps on causal.
///   - outputPadding: steps added at the end, below the stride; nil as Keras has it.
///   - dilation: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, steps′, filters]. Traps where the shapes do not fit.
/// - Source: Keras 3 `conv_transpose`; catalogue A9.
public func convolution1DTranspose(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil, stride: Int = 1,
  padding: Padding1D = .valid, outputPadding: Int? = nil, dilation: Int = 1,
  activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 3 && filter.rank == 3,
    """
    convolution1DTranspose: input \(input.shape), filter \(filter.shape); expected [batch, steps, \
    channels] and [window, filters, channels]
    """
  )
  // The length is found here: rows and columns may be padded by different rules.
  let steps = padding.transposed(
    window: filter.shape[0], stride: stride, dilation: dilation, extent: input.shape[1],
    added: outputPadding)
  let reached = (input.shape[1] - 1) * stride + (filter.shape[0] - 1) * dilation + 1
  let left = reached - steps.before - steps.extent
  return convolution2DTranspose(
    input.expandingDimension(at: 1), filter.expandingDimension(at: 0), bias: bias,
    strides: (1, stride), padding: Padding2D((0, 0), (steps.before, max(0, left))),
    outputPadding: (0, max(0, -left)), dilations: (1, dilation), activation: activation
  ).squeezed(axis: 1)
}
