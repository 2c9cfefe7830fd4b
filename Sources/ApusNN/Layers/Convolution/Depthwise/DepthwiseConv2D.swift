import ApusCore

/// activation(x ∗ W + b), every channel with filters of its own: a convolution of as many groups as
/// channels.
///
/// ```swift
/// DepthwiseConv2D(3, padding: .same, depthMultiplier: 2)
/// ```
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels ·
/// depthMultiplier]; weight [kernel height, kernel width, channels, depthMultiplier], bias
/// [channels · depthMultiplier]. Defaults as in Keras 3. Source: lecture S2:2984, catalogue A9;
/// Howard et al. 2017.
public final class DepthwiseConv2D: DepthwiseConvolution {
  public static let summary = """
    activation(x ∗ W + b), every channel with filters of its own: a convolution of as many \
    groups as channels
    """
  /// W, [kernel height, kernel width, channels, depthMultiplier].
  @Parameter public var weight: Tensor
  /// b, [channels · depthMultiplier]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding2D
  public let settings: DepthwiseConvolutionSettings<Padding2D>, name: String?

  public init(_ settings: DepthwiseConvolutionSettings<Padding2D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer with extents, strides and dilations of its own for each axis.
  ///
  /// Traps if a size is not positive.
  public convenience init(
    _ kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: (Int, Int) = (1, 1), depthMultiplier: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = DepthwiseRules(
      depthwiseInitializer: depthwiseInitializer, biasInitializer: biasInitializer,
      depthwiseRegularizer: depthwiseRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, depthwiseConstraint: depthwiseConstraint,
      biasConstraint: biasConstraint)
    self.init(
      Configuration(
        depthMultiplier: depthMultiplier,
        window: ConvolutionWindow(
          kernel: [kernel.0, kernel.1], strides: [strides.0, strides.1],
          dilation: [dilation.0, dilation.1], padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      depthwiseConvolution2D(
        input, weight, bias: bias?.wrappedValue, strides: (window.strides[0], window.strides[1]),
        padding: window.padding,
        paddingMode: settings.paddingMode, dilations: (window.dilation[0], window.dilation[1]),
        activation: fused))
  }
}
