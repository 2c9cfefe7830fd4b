/// Convolution as mathematics has it: the filter is turned by 180° before it slides, out[n, y, x,
/// o] = Σ input[n, y − i, x − j, c] filter[i, j, c, o] but for where the output begins.
///
/// What networks call convolution is cross-correlation; since filters are learned, the two differ
/// in notation only.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - filter: [window height, window width, channels / groups, filters].
///   - strides: rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended; window − 1 on each side gives the full
///     convolution.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window.
///   - groups: the channels fall into so many groups.
/// - Returns: [batch, height′, width′, filters].
/// - Source: lecture S0:219–1329, catalogue A9.
public func trueConvolution2D(
  _ input: Tensor, _ filter: Tensor, strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
  paddingMode: PaddingMode = .zeros, dilations: (Int, Int) = (1, 1), groups: Int = 1
) -> Tensor {
  convolution2D(
    input, filter.flipped(axes: [0, 1]), strides: strides, padding: padding,
    paddingMode: paddingMode, dilations: dilations, groups: groups)
}

/// Convolution of sequences as mathematics has it, the filter turned round: see
/// ``trueConvolution2D(_:_:strides:padding:paddingMode:dilations:groups:)``.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point.
///   - filter: [window, channels / groups, filters].
///   - stride: steps between neighbouring outputs.
///   - padding: how far the ends are extended; window − 1 on each side gives the full convolution.
///   - paddingMode: what they are extended by.
///   - dilation: distance between neighbouring elements of the window.
///   - groups: the channels fall into so many groups.
/// - Returns: [batch, steps′, filters].
/// - Source: lecture S0:219–1329, catalogue A9.
public func trueConvolution1D(
  _ input: Tensor, _ filter: Tensor, stride: Int = 1, padding: Padding1D = .valid,
  paddingMode: PaddingMode = .zeros, dilation: Int = 1, groups: Int = 1
) -> Tensor {
  convolution1D(
    input, filter.flipped(axes: [0]), stride: stride, padding: padding, paddingMode: paddingMode,
    dilation: dilation, groups: groups)
}

/// Convolution of volumes as mathematics has it, the filter turned along all three axes: see
/// ``trueConvolution2D(_:_:strides:padding:paddingMode:dilations:groups:)``.
///
/// - Parameters:
///   - input: [batch, depth, height, width, channels], floating point.
///   - filter: [window depth, window height, window width, channels / groups, filters].
///   - strides: planes, rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window.
///   - groups: the channels fall into so many groups.
/// - Returns: [batch, depth′, height′, width′, filters].
/// - Source: lecture S0:219–1329, catalogue A9.
public func trueConvolution3D(
  _ input: Tensor, _ filter: Tensor, strides: (Int, Int, Int) = (1, 1, 1),
  padding: Padding3D = .valid, paddingMode: PaddingMode = .zeros,
  dilations: (Int, Int, Int) = (1, 1, 1), groups: Int = 1
) -> Tensor {
  convolution3D(
    input, filter.flipped(axes: [0, 1, 2]), strides: strides, padding: padding,
    paddingMode: paddingMode, dilations: dilations, groups: groups)
}
