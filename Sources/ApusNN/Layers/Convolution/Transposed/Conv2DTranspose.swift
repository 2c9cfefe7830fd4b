import ApusCore

/// activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes images larger.
///
/// ```swift
/// Conv2DTranspose(64, kernel: 3, strides: 2, padding: .same)   // twice as large along each axis
/// ```
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, filters], s·n along an
/// axis of n with `same` padding and (n − 1)·s + max(d(k − 1) + 1, s) with `valid`; weight [kernel
/// height, kernel width, filters, channels], bias [filters]. Defaults as in Keras 3. Source:
/// Dumoulin & Visin 2016; catalogue A9.
public final class Conv2DTranspose: TransposedConvolution {
  public static let summary = """
    activation(xᵀ∗ W + b): the gradient of a convolution used as a layer, which makes images \
    larger
    """
  /// W, [kernel height, kernel width, filters, channels].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil without a bias.
  public let bias: Parameter?
  public typealias Padding = Padding2D
  public let settings: TransposedConvolutionSettings<Padding2D>, name: String?

  public init(_ settings: TransposedConvolutionSettings<Padding2D>, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer with extents, strides and dilations of its own for each axis.
  ///
  /// Traps if a size is not positive, or `outputPadding` is not below the strides.
  public convenience init(
    _ filters: Int, kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    outputPadding: (Int, Int)? = nil, dilation: (Int, Int) = (1, 1),
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
        filters: filters, outputPadding: outputPadding.map { [$0.0, $0.1] },
        window: ConvolutionWindow(
          kernel: [kernel.0, kernel.1], strides: [strides.0, strides.1],
          dilation: [dilation.0, dilation.1], padding: padding),
        activation: activation, useBias: useBias, rules: rules), name: name)
  }

  public var kernels: [Parameter] { [$weight] }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    prepare(for: input, isFirst: !$weight.isDeclared)
    return finished(
      convolution2DTranspose(
        input, weight, bias: bias?.wrappedValue, strides: (window.strides[0], window.strides[1]),
        padding: window.padding,
        outputPadding: settings.outputPadding.map { ($0[0], $0[1]) },
        dilations: (window.dilation[0], window.dilation[1]),
        activation: fused))
  }
}
