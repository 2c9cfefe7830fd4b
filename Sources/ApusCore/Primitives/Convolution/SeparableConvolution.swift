/// Separable convolution: a depthwise one, which looks at neighbours within each channel, then a
/// pointwise one (a 1 × 1 convolution), which mixes the channels. With k² c + c f factors it stands
/// for one with k² c f.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - depthwise: [window height, window width, channels, multiplier].
///   - pointwise: [1, 1, channels · multiplier, filters].
///   - bias: [filters], or nil for none.
///   - strides: rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, height′, width′, filters]. Traps where the shapes do not fit.
/// - Source: lecture S2:2984, catalogue A9; Chollet 2017.
public func separableConvolution2D(
  _ input: Tensor, depthwise: Tensor, pointwise: Tensor, bias: Tensor? = nil,
  strides: (Int, Int) = (1, 1), padding: Padding2D = .valid, paddingMode: PaddingMode = .zeros,
  dilations: (Int, Int) = (1, 1), activation: FusedActivation = .none
) -> Tensor {
  let apart = depthwiseConvolution2D(
    input, depthwise, strides: strides, padding: padding, paddingMode: paddingMode,
    dilations: dilations)
  return convolution2D(apart, pointwise, bias: bias, activation: activation)
}

/// Separable convolution of sequences: a depthwise one, then a pointwise one.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point.
///   - depthwise: [window, channels, multiplier].
///   - pointwise: [1, channels · multiplier, filters].
///   - bias: [filters], or nil for none.
///   - stride: steps between neighbouring outputs.
///   - padding: how far the ends are extended.
///   - paddingMode: what they are extended by.
///   - dilation: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, steps′, filters]. Traps where the shapes do not fit.
/// - Source: catalogue A9; Keras 3 `separable_conv`.
public func separableConvolution1D(
  _ input: Tensor, depthwise: Tensor, pointwise: Tensor, bias: Tensor? = nil, stride: Int = 1,
  padding: Padding1D = .valid, paddingMode: PaddingMode = .zeros, dilation: Int = 1,
  activation: FusedActivation = .none
) -> Tensor {
  let apart = depthwiseConvolution1D(
    input, depthwise, stride: stride, padding: padding, paddingMode: paddingMode,
    dilation: dilation)
  return convolution1D(apart, pointwise, bias: bias, activation: activation)
}
