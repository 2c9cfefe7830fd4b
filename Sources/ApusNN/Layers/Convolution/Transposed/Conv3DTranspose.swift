import ApusCore

/// activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes volumes
/// larger.
///
/// ```swift
/// Conv3DTranspose(64, kernel: 3, strides: 2, padding: .same)   // twice as large along each axis
/// ```
///
/// Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′, filters],
/// s·n along an axis of n with `same` padding and (n − 1)·s + max(d(k − 1) + 1, s) with `valid`;
/// weight [kernel depth, kernel height, kernel width, filters, channels], bias [filters]. Defaults
/// as in Keras 3. Source: Dumoulin & Visin 2016; catalogue A9.
public final class Conv3DTranspose: TransposedConvolution {
  /// W, [kernel depth, kernel height, kernel width, filters, channels].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// What is added at the end of each axis; nil for as much as `padding` says.
  public let outputPadding: [Int]?
  /// How a convolution back to the input would look at the output.
  public let window: ConvolutionWindow<Padding3D>
  /// Rules and activation.
  public let parts: ConvolutionParts
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of these parts; traps where a size is not positive, padding is causal or
  /// `outputPadding` is not below the strides.
  public init(
    filters: Int, outputPadding: [Int]?, window: ConvolutionWindow<Padding3D>,
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

  /// Traps where a size is not positive or `outputPadding` is not below the strides.
  public convenience init(
    _ filters: Int, kernel: (Int, Int, Int), strides: (Int, Int, Int) = (1, 1, 1),
    padding: Padding3D = .valid,
    outputPadding: (Int, Int, Int)? = nil, dilation: (Int, Int, Int) = (1, 1, 1),
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters, outputPadding: outputPadding.map { [$0.0, $0.1, $0.2] },
      window: ConvolutionWindow(
        [kernel.0, kernel.1, kernel.2], strides: [strides.0, strides.1, strides.2],
        dilation: [dilation.0, dilation.1, dilation.2],
        padding: padding),
      parts: ConvolutionParts(
        activation, useBias, activityRegularizer,
        ["kernel": (kernelInitializer, kernelRegularizer, kernelConstraint)],
        bias: (biasInitializer, biasRegularizer, biasConstraint)), name: name)
  }

  /// With the same extent, stride and dilation along all axes.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding3D = .valid,
    outputPadding: Int? = nil, dilation: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters: filters, outputPadding: outputPadding.map { [$0, $0, $0] },
      window: ConvolutionWindow(
        [kernel, kernel, kernel], strides: [strides, strides, strides],
        dilation: [dilation, dilation, dilation],
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
      convolution3DTranspose(
        input, weight, bias: bias?.wrappedValue,
        strides: (window.strides[0], window.strides[1], window.strides[2]), padding: window.padding,
        outputPadding: outputPadding.map { ($0[0], $0[1], $0[2]) },
        dilations: (window.dilation[0], window.dilation[1], window.dilation[2]),
        activation: fused))
  }
}
