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
  public static let summary = """
    activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the \
    channels
    """
  /// D, [kernel height, kernel width, channels, depthMultiplier].
  @Parameter public var depthwiseWeight: Tensor
  /// P, [1, 1, channels · depthMultiplier, filters].
  @Parameter public var pointwiseWeight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding2D
  public let settings: SeparableConvolutionSettings<Padding2D>, name: String?

  public init(_ settings: SeparableConvolutionSettings<Padding2D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer with extents, strides and dilations of its own for each axis.
  ///
  /// Traps if a size is not positive.
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
    let rules = SeparableRules(
      depthwiseInitializer: depthwiseInitializer, pointwiseInitializer: pointwiseInitializer,
      biasInitializer: biasInitializer, depthwiseRegularizer: depthwiseRegularizer,
      pointwiseRegularizer: pointwiseRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, depthwiseConstraint: depthwiseConstraint,
      pointwiseConstraint: pointwiseConstraint, biasConstraint: biasConstraint)
    self.init(
      Configuration(
        filters: filters, depthMultiplier: depthMultiplier,
        window: ConvolutionWindow(
          kernel: [kernel.0, kernel.1], strides: [strides.0, strides.1],
          dilation: [dilation.0, dilation.1], padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  public var kernels: [Parameter] { [$depthwiseWeight, $pointwiseWeight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$depthwiseWeight.isDeclared)
    return finished(
      separableConvolution2D(
        input, depthwise: depthwiseWeight, pointwise: pointwiseWeight, bias: bias?.wrappedValue,
        strides: (window.strides[0], window.strides[1]), padding: window.padding,
        paddingMode: settings.paddingMode, dilations: (window.dilation[0], window.dilation[1]),
        activation: fused))
  }
}
