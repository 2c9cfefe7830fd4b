import ApusCore

/// activation(x ∗ W + b) without shared weights: every output position has filters of its own.
///
/// ```swift
/// LocallyConnected2D(8, kernel: 3)
/// ```
///
/// Input [batch, height, width, channels], of the same extents at every call; output [batch,
/// height′, width′, filters]; weight [positions, window · channels, filters], bias [height′,
/// width′, filters]. Names and defaults as in Keras 2, which had the layer; padding and dilation
/// beyond it. Source: LeCun 1989; catalogue A9.
public final class LocallyConnected2D: LocallyConnectedLayer {
  public static let summary =
    "activation(x ∗ W + b) without shared weights: every output position has filters of its own"
  /// W, [positions, window · channels, filters].
  @Parameter public var weight: Tensor
  /// b, [positions…, filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding2D
  public let settings: LocallyConnectedSettings<Padding2D>, name: String?

  public init(_ settings: LocallyConnectedSettings<Padding2D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer with extents, strides and dilations of its own for each axis.
  ///
  /// Traps if a size is not positive.
  public convenience init(
    _ filters: Int, kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: (Int, Int) = (1, 1),
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
        filters: filters,
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
      locallyConnected2D(
        input, weight, bias: bias?.wrappedValue, window: (window.kernel[0], window.kernel[1]),
        strides: (window.strides[0], window.strides[1]), padding: window.padding,
        paddingMode: settings.paddingMode, dilations: (window.dilation[0], window.dilation[1]),
        activation: fused))
  }
}
