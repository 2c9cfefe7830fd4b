import ApusCore

/// The settings of ``Conv1DTranspose``, ``Conv2DTranspose`` and ``Conv3DTranspose``.
public struct TransposedConvolutionSettings<Padding: WindowPadding>: ConvolutionSettings,
  RuledSettings
{
  /// The number of output channels; must be given.
  public var filters = 0
  /// How many elements are added at the end of each output axis, below its stride; nil for none.
  public var outputPadding: [Int]?
  /// How the layer looks at its output.
  public var window = ConvolutionWindow<Padding>.defaults
  /// What is applied to the sum.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// How filters and bias begin, and what holds for them.
  public var rules = KernelRules()

  public static var limits: Limits {
    ["filters": .size, "outputPadding": .whole(0...Options.largestSize).times(Padding.rank)]
  }
  public static var defaults: Self { Self() }
  public var parameterRules: [ParameterRule] { [rules.kernel, rules.bias] }
  public var activityRegularizer: Regularizer? { rules.activityRegularizer }

  public func validate() throws {
    try require(!window.padding.perAxis.contains(.causal), "it has no causal padding")
    for (amount, stride) in zip(outputPadding ?? [], window.strides) {
      try require(
        0..<stride ~= amount,
        "outputPadding \(amount) with a stride of \(stride); it must be below the stride")
    }
  }
}

/// Gradients of convolutions used as layers, which make their inputs larger: what
/// ``Conv1DTranspose``, ``Conv2DTranspose`` and ``Conv3DTranspose`` have in common.
///
/// Weight [window…, filters, channels], bias [filters].
public protocol TransposedConvolution: ConvolutionLayer
where Configuration == TransposedConvolutionSettings<Padding> {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
}

extension TransposedConvolution {
  /// A layer with the same extent, stride and dilation along all axes.
  ///
  /// Traps if a size is not positive, or `outputPadding` is not below the strides.
  public init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding = .valid,
    outputPadding: Int? = nil, dilation: Int = 1,
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
        outputPadding: outputPadding.map { [Int](repeating: $0, count: Padding.rank) },
        window: ConvolutionWindow(kernel, strides: strides, dilation: dilation, padding: padding),
        activation: activation, useBias: useBias, rules: rules), name: name)
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    let channels = channels(of: input)
    guard isFirst else { return }
    let filters = settings.filters
    declare(Shape(window.kernel + [filters, channels]), [filters], for: input)
  }
}
