import ApusCore

/// activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the channels.
///
/// ```swift
/// SeparableConv1D(64, kernel: 3, padding: .same, activation: .relu)
/// ```
///
/// Input [batch, steps, channels]; output [batch, steps′, filters]; depthwise weight
/// [kernel, channels, depthMultiplier], pointwise weight [1, channels · depthMultiplier, filters],
/// bias [filters]. Defaults as in Keras 3. Source: lecture S2:2984, catalogue A9; Chollet 2017.
public final class SeparableConv1D: ConvolutionLayer {
  /// D, [kernel, channels, depthMultiplier].
  @Parameter public var depthwiseWeight: Tensor
  /// P, [1, channels · depthMultiplier, filters].
  @Parameter public var pointwiseWeight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// The filters of each channel.
  public let depthMultiplier: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding1D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  init(
    filters: Int, depthMultiplier: Int, window: ConvolutionWindow<Padding1D>,
    parts: ConvolutionParts, name: String?
  ) {
    require(
      min(filters, depthMultiplier) > 0,
      "SeparableConv1D: filters \(filters), depthMultiplier \(depthMultiplier); at least 1")
    self.filters = filters
    self.depthMultiplier = depthMultiplier
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding1D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, depthMultiplier: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform,
    pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    depthwiseConstraint: Constraint? = nil, pointwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters, depthMultiplier: depthMultiplier,
      window: ConvolutionWindow(
        [kernel], strides: [strides], dilation: [dilation],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        bias: ParameterRule(biasInitializer, biasRegularizer, biasConstraint),
        [
          (
            "depthwise",
            ParameterRule(depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint)
          ),
          (
            "pointwise",
            ParameterRule(pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint)
          ),
        ]), name: name)
  }

  /// The kernels.
  public var kernels: [Parameter] { [$depthwiseWeight, $pointwiseWeight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    if !$depthwiseWeight.isDeclared {
      let channels = input.shape[input.rank - 1]
      declare(
        [
          Shape(window.kernel + [channels, depthMultiplier]),
          [1, channels * depthMultiplier, filters],
        ], bias: [filters], for: input)
    }
    return finished(
      separableConvolution1D(
        input, depthwise: depthwiseWeight, pointwise: pointwiseWeight, bias: bias?.wrappedValue,
        stride: window.strides[0], padding: window.padding,
        paddingMode: window.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}

extension SeparableConv1D {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    settings(["filters": .integer(filters), "depthMultiplier": .integer(depthMultiplier)])
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      filters: try options.filters(),
      depthMultiplier: try options.integer("depthMultiplier", default: 1),
      window: try options.window(rank: 1),
      parts: try options.convolutionParts("depthwise", "pointwise"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let (extents, channels) = try checkedInput(inputs)
    let positions = try checkedPositions(inputs, extents, channels: channels)
    try checkSize(positions + [channels * depthMultiplier], of: "a depthwise output")
    try check(
      inputs,
      kernels: [
        window.kernel + [channels, depthMultiplier], [1, channels * depthMultiplier, filters],
      ], bias: [filters], output: positions + [filters])
  }
}

extension SeparableConv1D: WindowedLayer {
  /// One element: a sequence is an image one row high.
  public var rowWindow: SlidingWindow { SlidingWindow(1) }
  /// The window along the steps.
  public var columnWindow: SlidingWindow { window.along(0) }
  /// The window along the steps.
  public var windows: [SlidingWindow] { [window.along(0)] }
}
