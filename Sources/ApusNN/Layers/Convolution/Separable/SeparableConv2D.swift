import ApusCore

/// activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the
/// channels.
///
/// ```swift
/// SeparableConv2D(64, kernel: 3, padding: .same, activation: .relu)
/// ```
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, filters]; depthwise
/// weight [kernel height, kernel width, channels, depthMultiplier], pointwise weight [1, 1,
/// channels · depthMultiplier, filters], bias [filters]. Defaults as in Keras 3. Source: lecture
/// S2:2984, catalogue A9; Chollet 2017.
public final class SeparableConv2D: SeparableConvolution {
  /// D, [kernel height, kernel width, channels, depthMultiplier].
  @Parameter public var depthwiseWeight: Tensor
  /// P, [1, 1, channels · depthMultiplier, filters].
  @Parameter public var pointwiseWeight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// The filters of each channel.
  public let depthMultiplier: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding2D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of these parts; traps where a size is not positive.
  public init(
    filters: Int, depthMultiplier: Int, window: ConvolutionWindow<Padding2D>,
    parts: ConvolutionParts, name: String?
  ) {
    Self.requireSizes(filters, depthMultiplier)
    self.filters = filters
    self.depthMultiplier = depthMultiplier
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ filters: Int, kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: (Int, Int) = (1, 1), depthMultiplier: Int = 1,
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
        [kernel.0, kernel.1], strides: [strides.0, strides.1], dilation: [dilation.0, dilation.1],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        [
          "depthwise": (depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint),
          "pointwise": (pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint),
        ], bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// With the same extent, stride and dilation along all axes.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding2D = .valid,
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
        [kernel, kernel], strides: [strides, strides], dilation: [dilation, dilation],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        [
          "depthwise": (depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint),
          "pointwise": (pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint),
        ], bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// The kernels.
  public var kernels: [Parameter] { [$depthwiseWeight, $pointwiseWeight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$depthwiseWeight.isDeclared)
    return finished(
      separableConvolution2D(
        input, depthwise: depthwiseWeight, pointwise: pointwiseWeight, bias: bias?.wrappedValue,
        strides: (window.strides[0], window.strides[1]), padding: window.padding,
        paddingMode: window.paddingMode, dilations: (window.dilation[0], window.dilation[1]),
        activation: fused))
  }
}
