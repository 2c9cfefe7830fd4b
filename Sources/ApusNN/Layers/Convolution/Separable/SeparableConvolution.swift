import ApusCore

/// The settings of ``SeparableConv1D`` and ``SeparableConv2D``.
public struct SeparableConvolutionSettings<Padding: WindowPadding>: ConvolutionSettings {
  /// The number of output channels; must be given.
  public var filters = 0
  /// The number of depthwise filters of each channel.
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
  public var rules = SeparableRules()

  public static var kernelNames: [String] { ["depthwise", "pointwise"] }
  public static var limits: Limits {
    ["filters": .size, "depthMultiplier": .size]
  }
  public static var defaults: Self { Self() }
  public var parameterRules: [ParameterRule] { [rules.depthwise, rules.pointwise, rules.bias] }
  public var activityRegularizer: Regularizer? { rules.activityRegularizer }
}

/// The rules of depthwise and pointwise filters and a bias, and the penalty of the output.
public struct SeparableRules: Settings {
  /// What makes the depthwise filters' first values.
  public var depthwiseInitializer = Initializer.glorotUniform
  /// What makes the pointwise filters' first values.
  public var pointwiseInitializer = Initializer.glorotUniform
  /// What makes the biases' first values.
  public var biasInitializer = Initializer.zeros
  /// The depthwise filters' penalty; nil for none.
  public var depthwiseRegularizer: Regularizer?
  /// The pointwise filters' penalty; nil for none.
  public var pointwiseRegularizer: Regularizer?
  /// The biases' penalty; nil for none.
  public var biasRegularizer: Regularizer?
  /// The output's penalty; nil for none.
  public var activityRegularizer: Regularizer?
  /// What the depthwise filters must fulfil after each update; nil for nothing.
  public var depthwiseConstraint: Constraint?
  /// What the pointwise filters must fulfil after each update; nil for nothing.
  public var pointwiseConstraint: Constraint?
  /// What the biases must fulfil after each update; nil for nothing.
  public var biasConstraint: Constraint?
  public static var defaults: Self { Self() }

  var depthwise: ParameterRule {
    ParameterRule(depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint)
  }
  var pointwise: ParameterRule {
    ParameterRule(pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint)
  }
  var bias: ParameterRule { ParameterRule(biasInitializer, biasRegularizer, biasConstraint) }
}

/// A depthwise convolution, then a pointwise one: what ``SeparableConv1D`` and ``SeparableConv2D``
/// have in common.
///
/// Depthwise weight [window…, channels, depthMultiplier], pointwise weight [1…, channels ·
/// depthMultiplier, filters], bias [filters].
public protocol SeparableConvolution: ConvolutionLayer, WindowedLayer
where Configuration == SeparableConvolutionSettings<Padding> {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
}

extension SeparableConvolution {
  /// A layer with the same extent, stride and dilation along all axes.
  ///
  /// Traps if a size is not positive.
  public init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding = .valid,
    paddingMode: PaddingMode = .zeros, dilation: Int = 1, depthMultiplier: Int = 1,
    activation: ActivationFunction = .linear, useBias: Bool = true,
    depthwiseInitializer: Initializer = .glorotUniform,
    pointwiseInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    depthwiseRegularizer: Regularizer? = nil, pointwiseRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil, activityRegularizer: Regularizer? = nil,
    depthwiseConstraint: Constraint? = nil, pointwiseConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = SeparableRules(
      depthwiseInitializer: depthwiseInitializer, pointwiseInitializer: pointwiseInitializer,
      biasInitializer: biasInitializer, depthwiseRegularizer: depthwiseRegularizer,
      pointwiseRegularizer: pointwiseRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, depthwiseConstraint: depthwiseConstraint,
      pointwiseConstraint: pointwiseConstraint, biasConstraint: biasConstraint)
    self.init(
      Configuration(
        filters: filters, depthMultiplier: depthMultiplier,
        window: ConvolutionWindow(kernel, strides: strides, dilation: dilation, padding: padding),
        paddingMode: paddingMode, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  /// Traps on an input that does not fit, and declares the parameters at the first.
  func prepare(for input: Tensor, isFirst: Bool) {
    let channels = channels(of: input), multiplier = settings.depthMultiplier
    guard isFirst else { return }
    let filters = settings.filters
    declare(
      Shape(window.kernel + [channels, multiplier]),
      Shape(window.kernel.map { _ in 1 } + [channels * multiplier, filters]), [filters],
      for: input)
  }
}
