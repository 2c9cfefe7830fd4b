import ApusCore

/// activation(x ∗ W + b): filters slid over channels-last images (cross-correlation, as the field calls convolution).
///
/// ```swift
/// Conv2D(32, kernel: 3, padding: .same, activation: .relu)
/// Conv2D(64, kernel: (1, 7), strides: (1, 2), paddingMode: .reflect)
/// Conv2D(64, kernel: 1)   // pointwise: mixes channels, looks at no neighbours
/// ```
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, filters]; weight [kernel height, kernel width,
/// channels / groups, filters], bias [filters]. Defaults as in Keras 3; `paddingMode` as PyTorch's. Source: lecture
/// S0:219–1329, catalogue A9.
public final class Conv2D: ConvolutionLayer {
  /// W, [kernel height, kernel width, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// Into how many groups the channels fall, each with filters of its own.
  public let groups: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding2D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  init(
    filters: Int, groups: Int, window: ConvolutionWindow<Padding2D>,
    parts: ConvolutionParts, name: String?
  ) {
    require(
      min(filters, groups) > 0,
      "Conv2D: filters \(filters), groups \(groups); at least 1")
    require(
      filters % groups == 0, "Conv2D: \(filters) filters do not divide into \(groups) groups")
    self.filters = filters
    self.groups = groups
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive or `filters` is not a multiple of `groups`.
  public convenience init(
    _ filters: Int, kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: (Int, Int) = (1, 1), groups: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters, groups: groups,
      window: ConvolutionWindow(
        [kernel.0, kernel.1], strides: [strides.0, strides.1], dilation: [dilation.0, dilation.1],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        bias: ParameterRule(biasInitializer, biasRegularizer, biasConstraint),
        [("kernel", ParameterRule(kernelInitializer, kernelRegularizer, kernelConstraint))]),
      name: name)
  }

  /// With the same extent, stride and dilation along all axes.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding2D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, groups: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters, groups: groups,
      window: ConvolutionWindow(
        [kernel, kernel], strides: [strides, strides], dilation: [dilation, dilation],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        bias: ParameterRule(biasInitializer, biasRegularizer, biasConstraint),
        [("kernel", ParameterRule(kernelInitializer, kernelRegularizer, kernelConstraint))]),
      name: name)
  }

  /// The filters' height and width.
  public var kernel: (Int, Int) { (window.kernel[0], window.kernel[1]) }
  /// Rows and columns between neighbouring outputs.
  public var strides: (Int, Int) { (window.strides[0], window.strides[1]) }
  /// The distance between neighbouring elements of a filter; 1 is a dense filter.
  public var dilation: (Int, Int) { (window.dilation[0], window.dilation[1]) }

  /// The kernels.
  public var kernels: [Parameter] { [$weight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    let channels = input.shape[input.rank - 1]
    require(
      channels % groups == 0, "Conv2D: \(channels) channels do not divide into \(groups) groups")
    if !$weight.isDeclared {
      declare(
        [Shape(window.kernel + [channels / groups, filters])], bias: [filters], for: input)
    }
    return finished(
      convolution2D(
        input, weight, bias: bias?.wrappedValue, strides: strides, padding: window.padding,
        paddingMode: window.paddingMode, dilations: dilation, groups: groups, activation: fused))
  }
}

extension Conv2D {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(["filters": .integer(filters), "groups": .integer(groups)])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let groups = try options.integer("groups", default: 1)
    self.init(
      filters: try options.filters(groups: groups), groups: groups,
      window: try options.window(rank: 2), parts: try options.convolutionParts("kernel"), name: name
    )
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs, groups: groups)
    let positions = try checkedPositions(inputs, extents, channels: channels)
    try check(
      inputs, kernels: [window.kernel + [channels / groups, filters]], bias: [filters],
      output: positions + [filters])
  }
}

extension Conv2D: WindowedLayer {}
