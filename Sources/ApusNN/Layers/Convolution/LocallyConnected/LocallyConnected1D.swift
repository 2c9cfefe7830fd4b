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
  public static let summary =
    "activation(x ∗ W + b) without shared weights: every output position has filters of its own"
  /// W, [positions, window · channels, filters].
  @Parameter public var weight: Tensor
  /// b, [positions…, filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding1D
  public let settings: LocallyConnectedSettings<Padding1D>, name: String?

  public init(_ settings: LocallyConnectedSettings<Padding1D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      locallyConnected1D(
        input, weight, bias: bias?.wrappedValue, window: window.kernel[0],
        stride: window.strides[0], padding: window.padding,
        paddingMode: settings.paddingMode, dilation: window.dilation[0],
        activation: fused))
  }
}
