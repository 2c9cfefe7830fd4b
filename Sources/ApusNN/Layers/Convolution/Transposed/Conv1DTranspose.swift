import ApusCore

/// activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes sequences
/// larger.
///
/// ```swift
/// Conv1DTranspose(64, kernel: 3, strides: 2, padding: .same)   // twice as long
/// ```
///
/// Input [batch, steps, channels]; output [batch, steps′, filters], s·n along an axis of n with
/// `same` padding and (n − 1)·s + max(d(k − 1) + 1, s) with `valid`; weight [kernel, filters,
/// channels], bias [filters]. Defaults as in Keras 3. Source: Dumoulin & Visin 2016; catalogue A9.
public final class Conv1DTranspose: TransposedConvolution {
  public static let summary = """
    activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes \
    sequences larger
    """
  /// W, [kernel, filters, channels].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding1D
  public let settings: TransposedConvolutionSettings<Padding1D>, name: String?

  public init(_ settings: TransposedConvolutionSettings<Padding1D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      convolution1DTranspose(
        input, weight, bias: bias?.wrappedValue, stride: window.strides[0], padding: window.padding,
        outputPadding: settings.outputPadding?[0], dilation: window.dilation[0],
        activation: fused))
  }
}
