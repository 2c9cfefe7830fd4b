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
  let steps = SlidingWindow(filter.shape[0], stride: stride, dilation: dilation)
  return transposed(
    input.expandingDimension(at: 1), filter.expandingDimension(at: 0), bias,
    (SlidingWindow(1), .valid, nil), (steps, padding, outputPadding), activation
  ).squeezed(axis: 1)
}
