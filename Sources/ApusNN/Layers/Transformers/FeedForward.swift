import ApusCore

/// Two dense layers at each place of a sequence: activation(x W₁ + b₁) W₂ + b₂, as wide at the end
/// as at the beginning.
///
/// Input […, width], at least two axes; output of the same shape. W₁ is [width, hidden], W₂
/// [hidden, width]. In training and sampling `dropout` drops hidden features. Source: Vaswani et
/// al. 2017, §3.3; lecture S0.
public final class FeedForward: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``FeedForward``.
  public struct Configuration: RuledSettings {
    /// The number of hidden features; must be given.
    public var hidden = 0
    /// What is applied to them.
    public var activation = ActivationFunction.relu
    /// The probability of a hidden feature to be dropped.
    public var dropout = 0.0
    /// How weights and biases begin, and what holds for them.
    public var rules = KernelRules()
    public static let limits: Limits = ["hidden": .size, "dropout": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "two dense layers at each place of a sequence: activation(x W₁ + b₁) W₂ + b₂"
  /// W₁, [width, hidden].
  @Parameter public var hiddenWeight: Tensor
  /// b₁, [hidden].
  @Parameter public var hiddenBias: Tensor
  /// W₂, [hidden, width].
  @Parameter public var outputWeight: Tensor
  /// b₂, [width].
  @Parameter public var outputBias: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where `hidden` is not positive or `dropout` outside 0…1.
  public convenience init(
    _ hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = KernelRules(
      (kernelInitializer, kernelRegularizer, kernelConstraint),
      bias: (biasInitializer, biasRegularizer, biasConstraint), activity: activityRegularizer)
    self.init(
      Configuration(hidden: hidden, activation: activation, dropout: dropout, rules: rules),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "FeedForward: an input of shape \(input.shape); it needs [batch, …, width]")
    if !$hiddenWeight.isDeclared {
      let width = input.shape[input.rank - 1], hidden = settings.hidden
      declare([width, hidden], [hidden], [hidden, width], [width], for: input)
    }
    let sum = linear(
      input, hiddenWeight, hiddenBias, activation: settings.activation.fused ?? .none)
    let active = settings.activation.fused == nil ? settings.activation(sum) : sum
    let kept = Mode.isDropping ? ApusCore.dropout(active, rate: settings.dropout) : active
    let output = linear(kept, outputWeight, outputBias)
    activityRegularizer.collect(output)
    return output
  }
}

extension FeedForward: RuledLayer {
  public var ruledParameters: [(parameter: Parameter?, rule: ParameterRule)] {
    let (kernel, bias) = (settings.rules.kernel, settings.rules.bias)
    return [
      ($hiddenWeight, kernel), ($hiddenBias, bias), ($outputWeight, kernel), ($outputBias, bias),
    ]
  }
}
