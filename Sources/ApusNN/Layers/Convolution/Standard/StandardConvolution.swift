import ApusCore

/// The settings of ``Conv1D``, ``Conv2D`` and ``Conv3D``.
public struct StandardConvolutionSettings<Padding: WindowPadding>: ConvolutionSettings,
  RuledSettings
{
  /// The number of output channels; must be given.
  public var filters = 0
  /// Into how many groups the channels fall, each with filters of its own.
  public var groups = 1
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

  public static var limits: Limits { ["filters": .size, "groups": .size] }
  public static var defaults: Self { Self() }
  public var parameterRules: [ParameterRule] { [rules.kernel, rules.bias] }
  public var activityRegularizer: Regularizer? { rules.activityRegularizer }

  public func validate() throws {
    try require(
      filters % groups == 0, "\(filters) filters do not divide into \(groups) groups")
  }
}

/// Filters that slide over sequences, images or volumes, shared by all places: what ``Conv1D``,
/// ``Conv2D`` and ``Conv3D`` have in common.
///
/// Weight [window…, channels / groups, filters], bias [filters].
public protocol StandardConvolution: ConvolutionLayer, WindowedLayer
where Configuration == StandardConvolutionSettings<Padding> {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
}

extension StandardConvolution {
  /// A layer with the same extent, stride and dilation along all axes.
  ///
  /// Traps if a size is not positive or `filters` is not a multiple of `groups`.
  public init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, groups: Int = 1,
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
        filters: filters, groups: groups,
        window: ConvolutionWindow(
          kernel, strides: strides, dilation: dilation, padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    let channels = channels(of: input)
    require(
      channels % settings.groups == 0,
      "\(Self.typeName): \(channels) channels do not divide into \(settings.groups) groups")
    guard isFirst else { return }
    let filters = settings.filters
    declare(
      Shape(window.kernel + [channels / settings.groups, filters]), [filters], for: input)
  }
}
