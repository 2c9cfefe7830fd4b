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
  public static let summary = "activation(x ∗ W + b): filters slid over channels-last sequences"
  /// W, [kernel, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding1D
  public let settings: StandardConvolutionSettings<Padding1D>, name: String?

  public init(_ settings: StandardConvolutionSettings<Padding1D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      convolution1D(
        input, weight, bias: bias?.wrappedValue, stride: window.strides[0], padding: window.padding,
        paddingMode: settings.paddingMode, dilation: window.dilation[0],
        groups: settings.groups, activation: fused))
  }
}
