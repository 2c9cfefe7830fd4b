import ApusCore

/// activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the
/// channels.
///
/// ```swift
/// SeparableConv1D(64, kernel: 3, padding: .same, activation: .relu)
/// ```
///
/// Input [batch, steps, channels]; output [batch, steps′, filters]; depthwise weight
/// [kernel, channels, depthMultiplier], pointwise weight [1, channels · depthMultiplier, filters],
/// bias [filters]. Defaults as in Keras 3. Source: lecture S2:2984, catalogue A9; Chollet 2017.
public final class SeparableConv1D: SeparableConvolution {
  public static let summary = """
    activation((x ∗ D) P + b): a depthwise convolution, then a pointwise one that mixes the \
    channels
    """
  /// D, [kernel, channels, depthMultiplier].
  @Parameter public var depthwiseWeight: Tensor
  /// P, [1, channels · depthMultiplier, filters].
  @Parameter public var pointwiseWeight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding1D
  public let settings: SeparableConvolutionSettings<Padding1D>, name: String?

  public init(_ settings: SeparableConvolutionSettings<Padding1D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  public var kernels: [Parameter] { [$depthwiseWeight, $pointwiseWeight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$depthwiseWeight.isDeclared)
    return finished(
      separableConvolution1D(
        input, depthwise: depthwiseWeight, pointwise: pointwiseWeight, bias: bias?.wrappedValue,
        stride: window.strides[0], padding: window.padding,
        paddingMode: settings.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}
