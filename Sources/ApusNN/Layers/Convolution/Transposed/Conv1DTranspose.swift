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
  /// W, [kernel, filters, channels].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// What is added at the end of each axis; nil for as much as `padding` says.
  public let outputPadding: [Int]?
  /// How a convolution back to the input would look at the output.
  public let window: ConvolutionWindow<Padding1D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of these parts; traps where a size is not positive, padding is causal or
  /// `outputPadding` is not below the strides.
  public init(
    filters: Int, outputPadding: [Int]?, window: ConvolutionWindow<Padding1D>,
    parts: ConvolutionParts, name: String?
  ) {
    Self.requirePadding(filters, outputPadding, window)
    self.filters = filters
    self.outputPadding = outputPadding
    self.window = window
    self.parts = parts
    self.name = name
    bias = parts.useBias ? Parameter() : nil
  }

  /// Traps where a size is not positive, padding is causal or `outputPadding` is not below the
  /// stride.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding1D = .valid,
    outputPadding: Int? = nil, dilation: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters, outputPadding: outputPadding.map { [$0] },
      window: ConvolutionWindow(
        [kernel], strides: [strides], dilation: [dilation],
        padding: padding),
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
      convolution1DTranspose(
        input, weight, bias: bias?.wrappedValue, stride: window.strides[0], padding: window.padding,
        outputPadding: outputPadding?[0], dilation: window.dilation[0],
        activation: fused))
  }
}
