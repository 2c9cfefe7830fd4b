/// A convolution without shared weights: every output position has a filter of its own, out[n, y,
/// x, f] = activation( bias[y, x, f] + Σ input[n, y·s + i·d − p, x·s + j·d − p, c]
/// weight[y·width′ + x, (i·kw + j)·channels + c, f]).
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - weight: [height′ · width′, window height · window width · channels, filters], as in Keras 2.
///   - bias: [height′, width′, filters], or nil for none.
///   - window: the window's height and width.
///   - strides: rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, height′, width′, filters]. Traps where the shapes do not fit.
/// - Source: catalogue A9; Keras 2 `LocallyConnected2D`; LeCun 1989.
public func locallyConnected2D(
  _ input: Tensor, _ weight: Tensor, bias: Tensor? = nil, window: (Int, Int),
  strides: (Int, Int) = (1, 1), padding: Padding2D = .valid, paddingMode: PaddingMode = .zeros,
  dilations: (Int, Int) = (1, 1), activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 4,
    "locallyConnected2D: input \(input.shape); expected [batch, height, width, channels]")
  let sliding = Window2D(window, strides: strides, dilations: dilations)
  let input = input.bordered(padding.axes, for: [sliding.rows, sliding.columns], mode: paddingMode)
  let place = trapping(try sliding.placement(over: input.shape, in: "locallyConnected2D"))
  let (rows, columns, channels) = (place.rows.count, place.columns.count, input.shape[3])
  let size = window.0 * window.1 * channels
  require(
    weight.rank == 3 && weight.shape[0] == rows * columns && weight.shape[1] == size,
    "locallyConnected2D: weight \(weight.shape); expected [\(rows * columns), \(size), filters]")
  return convolving(input, weight, bias) { input, weight, bias in
    // Positions outermost: then all of them are one batched product.
    let images = input.transposed(axes: [1, 2, 0, 3]).reshaped(
      to: [1, input.shape[1], input.shape[2], input.shape[0], channels])
    let down = AxisWindows(
      folded: images.shape, place: 4, window: sliding.rows, placement: place.rows)
    let bands = images.unfolded(down).squeezed(axis: 0)
    let across = AxisWindows(
      folded: bands.shape, place: 4, window: sliding.columns, placement: place.columns)
    let patches = bands.unfolded(across).reshaped(to: [rows * columns, input.shape[0], size])
    let sums = matmul(patches, weight).transposed(axes: [1, 0, 2])
      .reshaped(to: [input.shape[0], rows, columns, weight.shape[2]])
    return activation(bias.map { sums + $0 } ?? sums)
  }
}

/// A convolution of sequences without shared weights: every output position has a filter of its
/// own.
///
/// - Parameters:
///   - input: [batch, steps, channels], floating point.
///   - weight: [steps′, window · channels, filters], as in Keras 2.
///   - bias: [steps′, filters], or nil for none.
///   - window: the window's length.
///   - stride: steps between neighbouring outputs.
///   - padding: how far the ends are extended.
///   - paddingMode: what they are extended by.
///   - dilation: distance between neighbouring elements of the window.
///   - activation: applied to the result.
/// - Returns: [batch, steps′, filters]. Traps where the shapes do not fit.
/// - Source: catalogue A9; Keras 2 `LocallyConnected1D`.
public func locallyConnected1D(
  _ input: Tensor, _ weight: Tensor, bias: Tensor? = nil, window: Int, stride: Int = 1,
  padding: Padding1D = .valid, paddingMode: PaddingMode = .zeros, dilation: Int = 1,
  activation: FusedActivation = .none
) -> Tensor {
  require(
    input.rank == 3, "locallyConnected1D: input \(input.shape); expected [batch, steps, channels]")
  let amounts = SlidingWindow(window, stride: stride, dilation: dilation)
    .amounts(of: padding, over: input.shape[1])
  return locallyConnected2D(
    input.expandingDimension(at: 1), weight, bias: bias?.expandingDimension(at: 0),
    window: (1, window), strides: (1, stride), padding: Padding2D((0, 0), amounts),
    paddingMode: paddingMode, dilations: (1, dilation), activation: activation
  ).squeezed(axis: 1)
}
