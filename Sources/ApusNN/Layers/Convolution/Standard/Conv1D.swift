import ApusCore

/// activation(x ∗ W + b): filters slid over channels-last sequences (cross-correlation, as the
/// field calls convolution).
///
/// ```swift
/// Conv1D(64, kernel: 5, padding: .causal, dilation: 2, activation: .relu)
/// ```
///
/// Input [batch, steps, channels]; output [batch, steps′, filters]; weight [kernel,
/// channels / groups, filters], bias [filters]. Defaults as in Keras 3; `paddingMode` as PyTorch's.
/// Source: lecture S0:219–1329, catalogue A9.
public final class Conv1D: StandardConvolution {
  /// W, [kernel, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// Into how many groups the channels fall, each with filters of its own.
  public let groups: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding1D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of these parts; traps where a size is not positive or `filters` is not a multiple of
  /// `groups`.
  public init(
    filters: Int, groups: Int, window: ConvolutionWindow<Padding1D>,
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
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding1D = .valid,
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
        [kernel], strides: [strides], dilation: [dilation],
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
      convolution1D(
        input, weight, bias: bias?.wrappedValue, stride: window.strides[0], padding: window.padding,
        paddingMode: window.paddingMode, dilation: window.dilation[0],
        groups: groups, activation: fused))
  }
}
