/// 3-D transposed convolution: the gradient of
/// ``convolution3D(_:_:bias:strides:padding:paddingMode:dilations:groups:activation:)`` used as a
/// layer, which makes volumes larger.
///
/// A 2-D transposed convolution makes every plane that a plane of the input reaches; the
/// overlapping ones are added.
///
/// - Parameters:
///   - input: [batch, depth, height, width, channels], floating point.
///   - filter: [window depth, window height, window width, filters, channels], as in Keras.
///   - bias: [filters], or nil for none.
///   - strides: planes, rows and columns between the places of neighbouring elements.
///   - padding: as in two dimensions.
///   - outputPadding: planes, rows and columns added at the end, below the stride; nil as Keras has
///     it.
///   - dilations: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, depth′, height′, width′, filters]. Traps where the shapes do not fit.
/// - Source: Keras 3 `conv_transpose`; catalogue A9.
public func convolution3DTranspose(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil,
  strides: (Int, Int, Int) = (1, 1, 1), padding: Padding3D = .valid,
  outputPadding: (Int, Int, Int)? = nil, dilations: (Int, Int, Int) = (1, 1, 1),
  activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 5 && filter.rank == 5,
    """
    convolution3DTranspose: input \(input.shape), filter \(filter.shape); expected [batch, depth, \
    height, width, channels] and [depth, height, width, filters, channels]
    """
  )
  let (x, f) = (input.shape, filter.shape)
  let planar: Padding2D
  switch padding {
  case .valid: planar = .valid
  case .same: planar = .same
  case .explicit(_, let top, let left, _, let bottom, let right):
    planar = .explicit(top: top, left: left, bottom: bottom, right: right)
  }
  let depth = padding.axes[0].transposed(
    window: f[0], stride: strides.0, dilation: dilations.0, extent: x[1], added: outputPadding?.0)
  require(depth.extent > 0, "convolution3DTranspose: input \(x), filter \(f): no depth is left")
  return convolving(input, filter, bias) { input, filter, bias in
    let planes = convolution2DTranspose(
      input.reshaped(to: [x[0] * x[1], x[2], x[3], x[4]]), filter.depthFolded,
      strides: (strides.1, strides.2), padding: planar,
      outputPadding: outputPadding.map { ($0.1, $0.2) }, dilations: (dilations.1, dilations.2))
    let (height, width) = (planes.shape[1], planes.shape[2])
    let windows = AxisWindows(
      folded: [x[0], depth.extent, height, width, f[3]], axis: 1, place: 4, windows: x[1],
      taps: f[0], stride: strides.0, dilation: dilations.0, before: depth.before)
    let sum = planes.reshaped(to: windows.unfolded).folded(windows)
    return activation(bias.map { sum + $0 } ?? sum)
  }
}
