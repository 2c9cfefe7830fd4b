import ApusCore

/// activation(x ∗ W + b): filters slid over channels-last images (cross-correlation, as the field
/// calls convolution).
///
/// ```swift
/// Conv2D(32, kernel: 3, padding: .same, activation: .relu)
/// Conv2D(64, kernel: (1, 7), strides: (1, 2), paddingMode: .reflect)
/// Conv2D(64, kernel: 1)   // pointwise: mixes channels, looks at no neighbours
/// ```
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, filters]; weight [kernel
/// height, kernel width, channels / groups, filters], bias [filters]. Defaults as in Keras 3;
/// `paddingMode` as PyTorch's. Source: lecture S0:219–1329, catalogue A9.
public final class Conv2D: StandardConvolution {
  public static let summary = "activation(x ∗ W + b): filters slid over channels-last images"
  /// W, [kernel height, kernel width, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding2D
  public let settings: StandardConvolutionSettings<Padding2D>, name: String?

  public init(_ settings: StandardConvolutionSettings<Padding2D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer with extents, strides and dilations of its own for each axis.
  ///
  /// Traps if a size is not positive or `filters` is not a multiple of `groups`.
  public convenience init(
    _ filters: Int, kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: (Int, Int) = (1, 1), groups: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = KernelRules(
      (kernelInitializer, kernelRegularizer, kernelConstraint),
      bias: (biasInitializer, biasRegularizer, biasConstraint), activity: activityRegularizer)
    self.init(
      Configuration(
        filters: filters, groups: groups,
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
      convolution2D(
        input, weight, bias: bias?.wrappedValue, strides: (window.strides[0], window.strides[1]),
        padding: window.padding,
        paddingMode: settings.paddingMode, dilations: (window.dilation[0], window.dilation[1]),
        groups: settings.groups, activation: fused))
  }
}
