extension Tensor {
  /// A filter [depth, height, width, i, o] as [height, width, depth · i, o], for channels that hold
  /// the windows' depths.
  var depthFolded: Tensor {
    let s = shape
    return transposed(axes: [1, 2, 0, 3, 4]).reshaped(to: [s[1], s[2], s[0] * s[3], s[4]])
  }
}

extension SlidingWindow {
  /// The positions along the depth of volumes; traps where the window does not fit.
  fileprivate func depths(of volume: Shape, padding: Padding1D) -> Placement {
    trapping(
      try placement(
        over: volume[1], padding: padding, in: "convolution3D", along: "depth", of: volume))
  }
}

/// 3-D convolution (as the field calls it: cross-correlation) of channels-last volumes.
///
/// The elements under a window's depth become channels, so that one 2-D convolution does the work.
///
/// - Parameters:
///   - input: [batch, depth, height, width, channels], floating point.
///   - filter: [window depth, window height, window width, channels / groups, filters].
///   - bias: [filters], or nil for none.
///   - strides: planes, rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window; 1 is a dense window.
///   - groups: the channels fall into so many groups, each convolved with its own filters.
///   - activation: applied to the result.
/// - Returns: [batch, ⌊(depth + padding − dilation·(window − 1) − 1) / stride⌋ + 1, …, filters].
///   Traps where the shapes do not fit.
/// - Source: catalogue A9; Tran et al. 2015.
public func convolution3D(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil,
  strides: (Int, Int, Int) = (1, 1, 1), padding: Padding3D = .valid,
  paddingMode: PaddingMode = .zeros, dilations: (Int, Int, Int) = (1, 1, 1), groups: Int = 1,
  activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 5 && filter.rank == 5,
    """
    convolution3D: input \(input.shape), filter \(filter.shape); expected [batch, depth, height, \
    width, channels] and [depth, height, width, channels / groups, filters]
    """
  )
  require(
    groups > 0 && input.shape[4] == groups * filter.shape[3],
    """
    convolution3D: input \(input.shape), filter \(filter.shape), \(groups) groups: the filter \
    needs \(input.shape[4]) / \(groups) input channels
    """
  )
  return convolving(input, filter, bias) { input, filter, bias in
    let f = filter.shape
    let zeros = paddingMode == .zeros
    let depth = SlidingWindow(f[0], stride: strides.0, dilation: dilations.0)
    let volume =
      zeros
      ? input
      : input.bordered(
        padding.axes,
        for: [
          depth, SlidingWindow(f[1], stride: strides.1, dilation: dilations.1),
          SlidingWindow(f[2], stride: strides.2, dilation: dilations.2),
        ], mode: paddingMode)
    let padding = zeros ? padding : .valid
    let v = volume.shape
    // The taps stand between group and channel, where the 2-D filter looks for them.
    let grouped = volume.reshaped(to: [v[0], v[1], v[2], v[3], groups, f[3]])
    let windows = AxisWindows(
      folded: grouped.shape, place: 5, window: depth,
      placement: depth.depths(of: v, padding: padding.depth))
    let planes = grouped.unfolded(windows)
      .reshaped(to: [v[0] * windows.windows, v[2], v[3], f[0] * v[4]])
    let output = convolution2D(
      planes, filter.depthFolded, bias: bias, strides: (strides.1, strides.2),
      padding: padding.planes, dilations: (dilations.1, dilations.2),
      groups: groups, activation: activation)
    let o = output.shape
    return output.reshaped(to: [v[0], windows.windows, o[1], o[2], o[3]])
  }
}
