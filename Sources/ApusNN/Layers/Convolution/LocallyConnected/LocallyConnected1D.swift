import ApusCore

/// activation(x ∗ W + b) without shared weights: every output position has filters of its own.
///
/// ```swift
/// LocallyConnected1D(8, kernel: 3)
/// ```
///
/// Input [batch, steps, channels], of the same extents at every call; output [batch, steps′,
/// filters]; weight [positions, window · channels, filters], bias [steps′, filters]. Names and
/// defaults as in Keras 2, which had the layer; padding and dilation beyond it. Source: LeCun 1989;
/// catalogue A9.
public final class LocallyConnected1D: LocallyConnectedLayer {
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

  /// The layer of these parts; traps where a size is not positive.
  public init(
    filters: Int, window: ConvolutionWindow<Padding1D>,
    parts: ConvolutionParts, name: String?
  ) {
    Self.requireFilters(filters)
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
        ["kernel": (kernelInitializer, kernelRegularizer, kernelConstraint)],
        bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// The kernels.
  public var kernels: [Parameter] { [$weight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      locallyConnected1D(
        input, weight, bias: bias?.wrappedValue, window: window.kernel[0],
        stride: window.strides[0], padding: window.padding,
        paddingMode: window.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}
