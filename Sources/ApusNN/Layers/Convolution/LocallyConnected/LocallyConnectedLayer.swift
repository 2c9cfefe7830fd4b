import ApusCore

/// The settings of ``LocallyConnected1D`` and ``LocallyConnected2D``.
public struct LocallyConnectedSettings<Padding: WindowPadding>: ConvolutionSettings, RuledSettings {
  /// The number of output channels; must be given.
  public var filters = 0
  /// How the layer looks at its input.
  public var window = ConvolutionWindow<Padding>.defaults
  /// What the borders are extended by.
  public var paddingMode = PaddingMode.zeros
  /// What is applied to the sum.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// How filters and bias begin, and what holds for them.
  public var rules = KernelRules()

  public static var limits: Limits {
    ["filters": .size]
  }
  public static var defaults: Self { Self() }
  public var parameterRules: [ParameterRule] { [rules.kernel, rules.bias] }
  public var activityRegularizer: Regularizer? { rules.activityRegularizer }
}

/// Filters that are not shared, each place having its own: what ``LocallyConnected1D`` and
/// ``LocallyConnected2D`` have in common.
///
/// Weight [positions, window · channels, filters], bias [positions…, filters].
public protocol LocallyConnectedLayer: ConvolutionLayer, WindowedLayer
where Configuration == LocallyConnectedSettings<Padding> {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
}

extension LocallyConnectedLayer {
  /// A layer with the same extent, stride and dilation along all axes.
  ///
  /// Traps if a size is not positive.
  public init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1,
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
        window: ConvolutionWindow(kernel, strides: strides, dilation: dilation, padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    let channels = channels(of: input)
    guard isFirst else { return }
    guard let (positions, _) = window.positions(over: Array(input.shape.dropFirst().dropLast()))
    else {
      trap("\(Self.typeName): an input of shape \(input.shape) is smaller than the window")
    }
    let filters = settings.filters
    declare(
      [Shape(positions).elementCount, Shape(window.kernel + [channels]).elementCount, filters],
      Shape(positions + [filters]), for: input)
  }
}
