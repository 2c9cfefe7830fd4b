import ApusCore

/// Two dense layers at each place of a sequence: activation(x W₁ + b₁) W₂ + b₂, as wide at the end
/// as at the beginning.
///
/// Input […, width], at least two axes; output of the same shape. W₁ is [width, hidden], W₂
/// [hidden, width]. In training and sampling `dropout` drops hidden features. Source: Vaswani et
/// al. 2017, §3.3; lecture S0.
public final class FeedForward: Layer {
  /// W₁, [width, hidden].
  @Parameter public var hiddenWeight: Tensor
  /// b₁, [hidden].
  @Parameter public var hiddenBias: Tensor
  /// W₂, [hidden, width].
  @Parameter public var outputWeight: Tensor
  /// b₂, [width].
  @Parameter public var outputBias: Tensor
  /// The number of hidden features.
  public let hidden: Int
  /// What is applied to them.
  public let activation: ActivationFunction
  /// The probability of a hidden feature to be dropped.
  public let dropout: Double
  /// What makes the weights' first values.
  public let kernelInitializer: Initializer
  /// What makes the biases' first values.
  public let biasInitializer: Initializer
  /// The weights' penalty; nil for none.
  public let kernelRegularizer: Regularizer?
  /// The biases' penalty; nil for none.
  public let biasRegularizer: Regularizer?
  /// The output's penalty; nil for none.
  public let activityRegularizer: Regularizer?
  /// What the weights must fulfil after each update; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What the biases must fulfil after each update; nil for nothing.
  public let biasConstraint: Constraint?
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `hidden` is not positive or `dropout` outside 0…1.
  public init(
    _ hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    require(hidden > 0, "FeedForward: \(hidden) hidden features; there must be at least one")
    require(0...1 ~= dropout, "FeedForward: a dropout of \(dropout) is outside 0…1")
    self.hidden = hidden
    self.activation = activation
    self.dropout = dropout
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.activityRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "FeedForward: an input of shape \(input.shape); it needs [batch, …, width]")
    if !$hiddenWeight.isDeclared {
      let width = input.shape[input.rank - 1], dtype = input.dtype.forParameters
      kernelInitializer.declare($hiddenWeight, [width, hidden], dtype: dtype)
      biasInitializer.declare($hiddenBias, [hidden], dtype: dtype)
      kernelInitializer.declare($outputWeight, [hidden, width], dtype: dtype)
      biasInitializer.declare($outputBias, [width], dtype: dtype)
    }
    let sum = linear(input, hiddenWeight, hiddenBias, activation: activation.fused ?? .none)
    let active = activation.fused == nil ? activation(sum) : sum
    let kept = Mode.isDropping ? ApusCore.dropout(active, rate: dropout) : active
    let output = linear(kept, outputWeight, outputBias)
    activityRegularizer.collect(output)
    return output
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension FeedForward: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "hidden": .integer(hidden), "activation": .text(activation.name),
      "dropout": .number(dropout), "kernelInitializer": kernelInitializer.configuration,
      "biasInitializer": biasInitializer.configuration,
      "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
      "biasRegularizer": biasRegularizer?.configuration ?? .null,
      "activityRegularizer": activityRegularizer?.configuration ?? .null,
      "kernelConstraint": kernelConstraint?.configuration ?? .null,
      "biasConstraint": biasConstraint?.configuration ?? .null,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("hidden"), activation: try options.activation(default: .relu),
      dropout: try options.number("dropout", in: 0...1, default: 0),
      kernelInitializer: try options.initializer("kernelInitializer", default: .glorotUniform),
      biasInitializer: try options.initializer("biasInitializer", default: .zeros),
      kernelRegularizer: try options.regularizer("kernelRegularizer"),
      biasRegularizer: try options.regularizer("biasRegularizer"),
      activityRegularizer: try options.regularizer("activityRegularizer"),
      kernelConstraint: try options.constraint("kernelConstraint"),
      biasConstraint: try options.constraint("biasConstraint"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    try checkDense(
      inputs, units: hidden, weight: $hiddenWeight, bias: $hiddenBias, activation: activation)
    // An activation that changes the width leaves no hidden features for W₂.
    guard activation != .glu else { throw impossible(inputs, "cannot pass through glu") }
    try checkSize(input.array, of: "an output")
    try check(kernelConstraint, rank: 2)
    try check(biasConstraint, rank: 1)
  }
}

extension FeedForward: Regularized, Constrained {
  /// Weights and biases, where they have a regularizer.
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    pairs(
      ($hiddenWeight, kernelRegularizer), ($outputWeight, kernelRegularizer),
      ($hiddenBias, biasRegularizer), ($outputBias, biasRegularizer))
  }

  /// Weights and biases, where they have a constraint.
  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    pairs(
      ($hiddenWeight, kernelConstraint), ($outputWeight, kernelConstraint),
      ($hiddenBias, biasConstraint), ($outputBias, biasConstraint))
  }
}
