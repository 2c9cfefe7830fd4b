/// Depthwise convolution: every channel is convolved with filters of its own, out[n, y, x, c·m +
/// k] = activation(bias + Σ input[n, y·s + i·d − p, x·s + j·d − p, c] filter[i, j, c, k]).
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - filter: [window height, window width, channels, multiplier], as in Keras.
///   - bias: [channels · multiplier], or nil for none.
///   - strides: rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, height′, width′, channels · multiplier]. Traps where the shapes do not fit.
/// - Source: lecture S2:2984, catalogue A9; Howard et al. 2017.
public func depthwiseConvolution2D(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil, strides: (Int, Int) = (1, 1),
  padding: Padding2D = .valid, paddingMode: PaddingMode = .zeros, dilations: (Int, Int) = (1, 1),
  activation: FusedActivation = .none
) -> Tensor {
  let f = filter.shape
  require(
    input.rank == 4 && filter.rank == 4 && f[2] == input.shape[3],
    """
    depthwiseConvolution2D: input \(input.shape), filter \(f); expected [batch, height, width, \
    channels] and [height, width, channels, multiplier]
    """
  )
  return convolution2D(
    input, filter.reshaped(to: [f[0], f[1], 1, f[2] * f[3]]), bias: bias, strides: strides,
    padding: padding, paddingMode: paddingMode, dilations: dilations, groups: f[2],
    activation: activation)
}

/// Depthwise convolution of sequences: every channel is convolved with filters of its own.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point.
///   - filter: [window, channels, multiplier], as in Keras.
///   - bias: [channels · multiplier], or nil for none.
///   - stride: steps between neighbouring outputs.
///   - padding: how far the ends are extended.
///   - paddingMode: what they are extended by.
///   - dilation: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, steps′, channels · multiplier]. Traps where the shapes do not fit.
/// - Source: catalogue A9; Keras 3 `depthwise_conv`.
public func depthwiseConvolution1D(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil, stride: Int = 1,
  padding: Padding1D = .valid, paddingMode: PaddingMode = .zeros, dilation: Int = 1,
  activation: FusedActivation = .none
) -> Tensor {
  let f = filter.shape
  require(
    input.rank == 3 && filter.rank == 3 && f[1] == input.shape[2],
    """
    depthwiseConvolution1D: input \(input.shape), filter \(f); expected [batch, steps, channels] \
    and [window, channels, multiplier]
    """
  )
  return convolution1D(
    input, filter.reshaped(to: [f[0], 1, f[1] * f[2]]), bias: bias, stride: stride,
    padding: padding, paddingMode: paddingMode, dilation: dilation, groups: f[1],
    activation: activation)
}
