import ApusCore

/// activation(x ∗ W + b) without shared weights: every output position has filters of its own.
///
/// ```swift
/// LocallyConnected1D(8, kernel: 3)
/// ```
///
/// Input [batch, steps, channels], of the same extents at every call; output [batch, steps′,
/// filters]; weight [positions, window · channels, filters], bias [steps′, filters]. Names and defaults
/// as in Keras 2, which had the layer; padding and dilation beyond it. Source: LeCun 1989; catalogue A9.
public final class LocallyConnected1D: ConvolutionLayer {
  /// W, [positions, window · channels, filters].
  @Parameter public var weight: Tensor
  /// b, [positions…, filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding1D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  init(
    filters: Int, window: ConvolutionWindow<Padding1D>,
    parts: ConvolutionParts, name: String?
  ) {
    require(
      filters > 0,
      "LocallyConnected1D: filters \(filters); at least 1")
    self.filters = filters
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding1D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters,
      window: ConvolutionWindow(
        [kernel], strides: [strides], dilation: [dilation],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        bias: ParameterRule(biasInitializer, biasRegularizer, biasConstraint),
        [("kernel", ParameterRule(kernelInitializer, kernelRegularizer, kernelConstraint))]),
      name: name)
  }

  /// The kernels.
  public var kernels: [Parameter] { [$weight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    if !$weight.isDeclared {
      guard
        let (positions, _) = window.positions(over: Array(input.shape.dropFirst().dropLast()))
      else {
        fatalError(
          "LocallyConnected1D: an input of shape \(input.shape) is smaller than the window")
      }
      let size = window.kernel.reduce(1, *) * input.shape[input.rank - 1]
      declare(
        [[positions.reduce(1, *), size, filters]], bias: Shape(positions + [filters]), for: input)
    }
    return finished(
      locallyConnected1D(
        input, weight, bias: bias?.wrappedValue, window: window.kernel[0],
        stride: window.strides[0], padding: window.padding,
        paddingMode: window.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}

extension LocallyConnected1D {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(["filters": .integer(filters)])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      filters: try options.filters(), window: try options.window(rank: 1),
      parts: try options.convolutionParts("kernel"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs)
    let positions = try checkedPositions(inputs, extents, channels: channels)
    try checkSize(window.kernel + [channels], of: "a window")
    try checkSize(positions + window.kernel + [channels], of: "all windows")
    let size = window.kernel.reduce(1, *) * channels
    try check(
      inputs, kernels: [[positions.reduce(1, *), size, filters]], bias: positions + [filters],
      output: positions + [filters])
  }
}

extension LocallyConnected1D: WindowedLayer {
  /// One element: a sequence is an image one row high.
  public var rowWindow: SlidingWindow { SlidingWindow(1) }
  /// The window along the steps.
  public var columnWindow: SlidingWindow { window.along(0) }
  /// The window along the steps.
  public var windows: [SlidingWindow] { [window.along(0)] }
}
