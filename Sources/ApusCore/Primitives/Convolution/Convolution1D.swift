/// 1-D convolution (as the field calls it: cross-correlation) of sequences: out[n, t, o] =
/// activation(bias[o] + Σ input[n, t·s + i·d − p, c] filter[i, c, o]).
///
/// ```swift
/// convolution1D(signal, filter, padding: .causal, dilation: 4)   // no output sees the future
/// ```
///
/// A 2-D convolution of images one pixel high; nothing is copied for that.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point.
///   - filter: [window, channels / groups, filters].
///   - bias: [filters], or nil for none.
///   - stride: steps between neighbouring outputs.
///   - padding: how far the ends are extended.
///   - paddingMode: what they are extended by.
///   - dilation: distance between neighbouring elements of the window; 1 is a dense window.
///   - groups: the channels fall into so many groups, each convolved with its own filters.
///   - activation: applied to the result.
/// - Returns: [batch, ⌊(steps + padding − dilation·(window − 1) − 1) / stride⌋ + 1, filters]. Traps
///   where the shapes do not fit.
/// - Source: lecture S0:219, catalogue A9; van den Oord et al. 2016 for causal padding.
public func convolution1D(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil, stride: Int = 1,
  padding: Padding1D = .valid, paddingMode: PaddingMode = .zeros, dilation: Int = 1,
  groups: Int = 1, activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 3 && filter.rank == 3,
    """
    convolution1D: input \(input.shape), filter \(filter.shape); expected [batch, steps, channels] \
    and [window, channels / groups, filters]
    """
  )
  let amounts = SlidingWindow(filter.shape[0], stride: stride, dilation: dilation)
    .amounts(of: padding, over: input.shape[1])
  return convolution2D(
    input.expandingDimension(at: 1), filter.expandingDimension(at: 0), bias: bias,
    strides: (1, stride), padding: Padding2D((0, 0), amounts), paddingMode: paddingMode,
    dilations: (1, dilation), groups: groups, activation: activation
  ).squeezed(axis: 1)
}
