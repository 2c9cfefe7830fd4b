import ApusCore

/// activation(x ∗ W + b), every channel with filters of its own: a convolution of as many groups as
/// channels.
///
/// ```swift
/// DepthwiseConv1D(3, padding: .same, depthMultiplier: 2)
/// ```
///
/// Input [batch, steps, channels]; output [batch, steps′, channels · depthMultiplier]; weight
/// [kernel, channels, depthMultiplier], bias [channels · depthMultiplier]. Defaults as in Keras 3.
/// Source: lecture S2:2984, catalogue A9; Howard et al. 2017.
public final class DepthwiseConv1D: DepthwiseConvolution {
  /// W, [kernel, channels, depthMultiplier].
  @Parameter public var weight: Tensor
  /// b, [channels · depthMultiplier]; nil where the layer has none.
  public let bias: Parameter?
  /// The filters of each channel.
  public let depthMultiplier: Int
  /// How it looks at its input.
  public let window: ConvolutionWindow<Padding1D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of these parts; traps where a size is not positive.
  public init(
    depthMultiplier: Int, window: ConvolutionWindow<Padding1D>,
    parts: ConvolutionParts, name: String?
  ) {
    Self.requireMultiplier(depthMultiplier)
    self.depthMultiplier = depthMultiplier
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ kernel: Int, strides: Int = 1, padding: Padding1D = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, depthMultiplier: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      depthMultiplier: depthMultiplier,
      window: ConvolutionWindow(
        [kernel], strides: [strides], dilation: [dilation],
        padding: padding, paddingMode: paddingMode),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        ["depthwise": (depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint)],
        bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// The kernels.
  public var kernels: [Parameter] { [$weight] }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      depthwiseConvolution1D(
        input, weight, bias: bias?.wrappedValue, stride: window.strides[0], padding: window.padding,
        paddingMode: window.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}
