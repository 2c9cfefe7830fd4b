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
  let window = SlidingWindow(f[0], stride: strides.0, dilation: dilations.0)
  let depth = trapping(
    try window.transposed(over: x[1], padding: padding.depth, added: outputPadding?.0))
  require(depth.count > 0, "convolution3DTranspose: input \(x), filter \(f): no depth is left")
  return convolving(input, filter, bias) { input, filter, bias in
    let planes = convolution2DTranspose(
      input.reshaped(to: [x[0] * x[1], x[2], x[3], x[4]]), filter.depthFolded,
      strides: (strides.1, strides.2), padding: padding.planes,
      outputPadding: outputPadding.map { ($0.1, $0.2) }, dilations: (dilations.1, dilations.2))
    let (height, width) = (planes.shape[1], planes.shape[2])
    let windows = AxisWindows(
      folded: [x[0], depth.count, height, width, f[3]], place: 4, window: window,
      placement: SlidingWindow.Placement(before: depth.before, after: depth.after, count: x[1]))
    let sum = planes.reshaped(to: windows.unfolded).folded(windows)
    return activation(bias.map { sum + $0 } ?? sum)
  }
}
