import ApusCore

/// activation(x W + b): every output depends on every input along the last axis.
///
/// ```swift
/// Dense(512, activation: .relu)
/// ```
///
/// Input […, inputs], at least two axes; output […, units]; weight [inputs, units], bias [units].
/// Sum, bias and the usual activations are one kernel. Defaults as in Keras 3. Source: lecture S1,
/// multilayer perceptron.
public final class Dense: ConfiguredLayer, MaskPassingLayer {
  /// The settings of a dense layer.
  public struct Configuration: RuledSettings {
    /// The number of outputs; must be given.
    public var units = 0
    /// What is applied to the sum.
    public var activation = ActivationFunction.linear
    /// Whether a bias is added.
    public var useBias = true
    /// How weight and bias begin, and what holds for them.
    public var rules = KernelRules()
    public static let limits: Limits = ["units": .size]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "activation(x W + b): every output depends on every input along the last axis"
  /// W, [inputs, units].
  @Parameter public var weight: Tensor
  /// b, [units]; nil without a bias.
  public let bias: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// A layer of `units` outputs. Traps if `units` is not positive.
  public convenience init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = KernelRules(
      (kernelInitializer, kernelRegularizer, kernelConstraint),
      bias: (biasInitializer, biasRegularizer, biasConstraint), activity: activityRegularizer)
    self.init(
      Configuration(units: units, activation: activation, useBias: useBias, rules: rules),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "Dense: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$weight.isDeclared {
      declare([input.shape[input.rank - 1], settings.units], [settings.units], for: input)
    }
    let fused = settings.activation.fused
    let sum = linear(input, weight, bias?.wrappedValue, activation: fused ?? .none)
    let output = fused == nil ? settings.activation(sum) : sum
    activityRegularizer.collect(output)
    return output
  }
}

extension Dense: RuledLayer {
  public var ruledParameters: [(parameter: Parameter?, rule: ParameterRule)] {
    [($weight, settings.rules.kernel), (bias, settings.rules.bias)]
  }
}
