import ApusCore

/// The settings of ``DepthwiseConv1D`` and ``DepthwiseConv2D``.
public struct DepthwiseConvolutionSettings<Padding: WindowPadding>: ConvolutionSettings {
  /// The number of filters of each channel.
  public var depthMultiplier = 1
  /// How the layer looks at its input.
  public var window = ConvolutionWindow<Padding>.defaults
  /// What the borders are extended by.
  public var paddingMode = PaddingMode.zeros
  /// What is applied to the sum.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// How filters and bias begin, and what holds for them.
  public var rules = DepthwiseRules()

  public static var kernelNames: [String] { ["depthwise"] }
  public static var limits: Limits {
    ["depthMultiplier": .size]
  }
  public static var defaults: Self { Self() }
  public var parameterRules: [ParameterRule] { [rules.depthwise, rules.bias] }
  public var activityRegularizer: Regularizer? { rules.activityRegularizer }
}

/// The rules of depthwise filters and a bias, and the penalty of the output.
public struct DepthwiseRules: Settings {
  /// What makes the filters' first values.
  public var depthwiseInitializer = Initializer.glorotUniform
  /// What makes the biases' first values.
  public var biasInitializer = Initializer.zeros
  /// The filters' penalty; nil for none.
  public var depthwiseRegularizer: Regularizer?
  /// The biases' penalty; nil for none.
  public var biasRegularizer: Regularizer?
  /// The output's penalty; nil for none.
  public var activityRegularizer: Regularizer?
  /// What the filters must fulfil after each update; nil for nothing.
  public var depthwiseConstraint: Constraint?
  /// What the biases must fulfil after each update; nil for nothing.
  public var biasConstraint: Constraint?
  public static var defaults: Self { Self() }

  var depthwise: ParameterRule {
    ParameterRule(depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint)
  }
  var bias: ParameterRule { ParameterRule(biasInitializer, biasRegularizer, biasConstraint) }
}

/// Convolutions of as many groups as channels: what ``DepthwiseConv1D`` and ``DepthwiseConv2D``
/// have in common.
///
/// Weight [window…, channels, depthMultiplier], bias [channels · depthMultiplier].
public protocol DepthwiseConvolution: ConvolutionLayer, WindowedLayer
where Configuration == DepthwiseConvolutionSettings<Padding> {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
}

extension DepthwiseConvolution {
  /// A layer with the same extent, stride and dilation along all axes.
  ///
  /// Traps if a size is not positive.
  public init(
    _ kernel: Int, strides: Int = 1, padding: Padding = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, depthMultiplier: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, depthwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = DepthwiseRules(
      depthwiseInitializer: depthwiseInitializer, biasInitializer: biasInitializer,
      depthwiseRegularizer: depthwiseRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, depthwiseConstraint: depthwiseConstraint,
      biasConstraint: biasConstraint)
    self.init(
      Configuration(
        depthMultiplier: depthMultiplier,
        window: ConvolutionWindow(kernel, strides: strides, dilation: dilation, padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    let channels = channels(of: input), multiplier = settings.depthMultiplier
    guard isFirst else { return }
    declare(
      Shape(window.kernel + [channels, multiplier]), [channels * multiplier], for: input)
  }
}
