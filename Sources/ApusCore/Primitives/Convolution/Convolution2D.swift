/// out[n, y, x, o] = activation(bias[o] + Σ input[n, y·s + i·d − p, x·s + j·d − p, c] filter[i, j,
/// c, o]), the sum over window rows i, columns j and the channels c of o's group.
package struct Convolution2D: Primitive {
  package static let name = "convolution_2d"
  package let window: Window2D
  package let groups: Int
  package let activation: FusedActivation

  package var attributes: [String: Attribute] {
    window.attributes.merging(
      ["groups": .integer(groups), "activation": .text(activation.rawValue)]) { _, new in new }
  }

  package func kept(for needs: InputSet) -> Kept {
    .factors(for: needs, outputs: activation != .none)
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let (x, filter) = (inputs[0].shape, inputs[1].shape)
    let place = try window.placement(over: x, in: Self.name)
    try ensure(
      filter.rank == 4 && filter[0] == window.rows.size && filter[1] == window.columns.size,
      "convolution: filter \(filter); expected [height, width, channels / groups, filters]")
    try ensure(
      groups > 0 && x[3] % groups == 0 && filter[3] % groups == 0 && filter[2] == x[3] / groups,
      """
      convolution: input \(x), filter \(filter), \(groups) groups: the filter needs \(x[3]) / \
      \(groups) input channels
      """
    )
    if inputs.count > 2 {
      try ensure(
        inputs[2].shape == [filter[3]],
        "convolution: bias \(inputs[2].shape) for \(filter[3]) filters")
    }
    return TensorType([x[0], place.rows.count, place.columns.count, filter[3]], inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (x, filter) = (context.inputs[0], context.inputs[1])
    let before = activation.gradient(context.gradient, output: context.output)
    let forInput = context.ifNeeded(0) {
      apply(
        Convolution2DTranspose(window: window, groups: groups, outputShape: x.shape),
        [before, filter])
    }
    let hasBias = context.inputs.count > 2 && context.needs.contains(2)
    guard context.needs.contains(1) else {
      return [forInput, nil, hasBias ? before.sum(axes: [0, 1, 2]) : nil]
    }
    let gradients = apply(
      Convolution2DFilterGradient(window: window, groups: groups, filterShape: filter.shape),
      [x, before])
    return [forInput, gradients[0], hasBias ? gradients[1] : nil]
  }
}

/// The gradients of ``Convolution2D`` with respect to its filter and its bias, in one pass:
/// bilinear in the input and the output's gradient.
package struct Convolution2DFilterGradient: MultiplePrimitive {
  package static let name = "convolution_2d_filter_gradient"
  package let window: Window2D
  package let groups: Int
  package let filterShape: Shape

  package var attributes: [String: Attribute] {
    window.attributes.merging(
      ["groups": .integer(groups), "filterShape": .integers(filterShape.array)]) { _, new in new }
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    [
      TensorType(filterShape, inputs[0].dtype),
      TensorType([filterShape[3]], inputs[0].dtype),
    ]
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (x, dy) = (context.inputs[0], context.inputs[1])
    let (forFilter, forBias) = (context.gradients[0], context.gradients[1])
    return [
      context.ifNeeded(0) {
        guard let forFilter else { return x.zerosOfType }
        return apply(
          Convolution2DTranspose(window: window, groups: groups, outputShape: x.shape),
          [dy, forFilter])
      },
      context.ifNeeded(1) {
        let first = forFilter.map {
          apply(Convolution2D(window: window, groups: groups, activation: .none), [x, $0])
        }
        let second = forBias?.broadcast(to: dy.shape)
        if let first, let second { return first + second }
        return first ?? second ?? dy.zerosOfType
      },
    ]
  }
}

extension Tensor {
  fileprivate var zerosOfType: Tensor { Tensor.zeros(shape, dtype: dtype) }
}

/// 2-D convolution (as the field calls it: cross-correlation) of channels-last images.
///
/// - Parameters:
///   - input: [batch, height, width, channels], floating point.
///   - filter: [window height, window width, channels / groups, filters].
///   - bias: [filters], or nil for none.
///   - strides: rows and columns between neighbouring outputs.
///   - padding: how far the borders are extended.
///   - paddingMode: what they are extended by.
///   - dilations: distance between neighbouring elements of the window; 1 is a dense window.
///   - groups: the channels fall into so many groups, each convolved with its own filters; the
///     number of channels gives a depthwise convolution.
///   - activation: applied to the result.
/// - Returns: [batch, ⌊(height + padding − dilation·(window − 1) − 1) / stride⌋ + 1, …, filters].
///   Traps where the shapes do not fit.
/// - Source: lecture S0:219–1329, catalogue A9.
public func convolution2D(
  _ input: Tensor, _ filter: Tensor, bias: Tensor? = nil, strides: (Int, Int) = (1, 1),
  padding: Padding2D = .valid, paddingMode: PaddingMode = .zeros, dilations: (Int, Int) = (1, 1),
  groups: Int = 1, activation: FusedActivation = .none
) -> Tensor {
  require(
    filter.rank == 4,
    "convolution: filter \(filter.shape); expected [height, width, channels / groups, filters]")
  let window = Window2D(
    (filter.shape[0], filter.shape[1]), strides: strides, dilations: dilations, padding: padding)
  return convolving(input, filter, bias) { input, filter, bias in
    // Zeros need no copy: the kernels put them where a window leaves the image.
    let zeros = paddingMode == .zeros
    let image =
      zeros
      ? input
      : input.bordered(padding.axes, for: [window.rows, window.columns], mode: paddingMode)
    let primitive = Convolution2D(
      window: zeros ? window : window.unpadded, groups: groups, activation: activation)
    var inputs = [image, filter]
    if let bias { inputs.append(bias) }
    return apply(primitive, inputs)
  }
}
