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
  /// W, [kernel depth, kernel height, kernel width, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// Into how many groups the channels fall, each with filters of its own.
  public let groups: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding3D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of these parts; traps where a size is not positive or `filters` is not a multiple of
  /// `groups`.
  public init(
    filters: Int, groups: Int, window: ConvolutionWindow<Padding3D>,
    parts: ConvolutionParts, name: String?
  ) {
    Self.requireGroups(filters, groups)
    self.filters = filters
    self.groups = groups
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive or `filters` is not a multiple of `groups`.
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
    self.init(
      filters: filters, groups: groups,
      window: ConvolutionWindow(
        [kernel.0, kernel.1, kernel.2], strides: [strides.0, strides.1, strides.2],
        dilation: [dilation.0, dilation.1, dilation.2],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        ["kernel": (kernelInitializer, kernelRegularizer, kernelConstraint)],
        bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// With the same extent, stride and dilation along all axes.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding3D = .valid,
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
        [kernel, kernel, kernel], strides: [strides, strides, strides],
        dilation: [dilation, dilation, dilation],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        ["kernel": (kernelInitializer, kernelRegularizer, kernelConstraint)],
        bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// The kernels.
  public var kernels: [Parameter] { [$weight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      convolution3D(
        input, weight, bias: bias?.wrappedValue,
        strides: (window.strides[0], window.strides[1], window.strides[2]), padding: window.padding,
        paddingMode: window.paddingMode,
        dilations: (window.dilation[0], window.dilation[1], window.dilation[2]),
        groups: groups, activation: fused))
  }
}
