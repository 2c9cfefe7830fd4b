import ApusCore

/// activation(x ∗ W + b): filters slid over channels-last volumes (cross-correlation, as the field
/// calls convolution).
///
/// ```swift
/// Conv3D(16, kernel: 3, padding: .same, activation: .relu)
/// ```
///
/// Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′, filters];
/// weight [kernel depth, kernel height, kernel width, channels / groups, filters], bias [filters].
/// Defaults as in Keras 3; `paddingMode` as PyTorch's. Source: lecture S0:219–1329, catalogue A9.
public final class Conv3D: StandardConvolution {
  public static let summary = "activation(x ∗ W + b): filters slid over channels-last volumes"
  /// W, [kernel depth, kernel height, kernel width, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding3D
  public let settings: StandardConvolutionSettings<Padding3D>, name: String?

  public init(_ settings: StandardConvolutionSettings<Padding3D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer with extents, strides and dilations of its own for each axis.
  ///
  /// Traps if a size is not positive or `filters` is not a multiple of `groups`.
  public convenience init(
    _ filters: Int, kernel: (Int, Int, Int), strides: (Int, Int, Int) = (1, 1, 1),
    padding: Padding3D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: (Int, Int, Int) = (1, 1, 1), groups: Int = 1,
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
          kernel: [kernel.0, kernel.1, kernel.2], strides: [strides.0, strides.1, strides.2],
          dilation: [dilation.0, dilation.1, dilation.2], padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      convolution3D(
        input, weight, bias: bias?.wrappedValue,
        strides: (window.strides[0], window.strides[1], window.strides[2]), padding: window.padding,
        paddingMode: settings.paddingMode,
        dilations: (window.dilation[0], window.dilation[1], window.dilation[2]),
        groups: settings.groups, activation: fused))
  }
}
