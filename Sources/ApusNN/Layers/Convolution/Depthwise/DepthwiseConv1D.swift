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
  public static let summary = """
    activation(x ∗ W + b), every channel with filters of its own: a convolution of as many \
    groups as channels
    """
  /// W, [kernel, channels, depthMultiplier].
  @Parameter public var weight: Tensor
  /// b, [channels · depthMultiplier]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding1D
  public let settings: DepthwiseConvolutionSettings<Padding1D>, name: String?

  public init(_ settings: DepthwiseConvolutionSettings<Padding1D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      depthwiseConvolution1D(
        input, weight, bias: bias?.wrappedValue, stride: window.strides[0], padding: window.padding,
        paddingMode: settings.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}
