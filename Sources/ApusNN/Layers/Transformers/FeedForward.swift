import ApusCore

/// Two dense layers at each place of a sequence: activation(x W₁ + b₁) W₂ + b₂, as wide at the end as at the beginning.
///
/// Input […, width], at least two axes; output of the same shape. W₁ is [width, hidden], W₂ [hidden, width]. In
/// training and sampling `dropout` drops hidden features. Source: Vaswani et al. 2017, §3.3; lecture S0.
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
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `hidden` is not positive or `dropout` outside 0…1.
  public init(
    _ hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    name: String? = nil
  ) {
    require(hidden > 0, "FeedForward: \(hidden) hidden features; there must be at least one")
    require(0...1 ~= dropout, "FeedForward: a dropout of \(dropout) is outside 0…1")
    self.hidden = hidden
    self.activation = activation
    self.dropout = dropout
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "FeedForward: an input of shape \(input.shape); it needs [batch, …, width]")
    if !$hiddenWeight.isDeclared {
      let width = input.shape[input.rank - 1], dtype = input.dtype.forParameters
      Initializer.glorotUniform.declare($hiddenWeight, [width, hidden], dtype: dtype)
      Initializer.zeros.declare($hiddenBias, [hidden], dtype: dtype)
      Initializer.glorotUniform.declare($outputWeight, [hidden, width], dtype: dtype)
      Initializer.zeros.declare($outputBias, [width], dtype: dtype)
    }
    let sum = linear(input, hiddenWeight, hiddenBias, activation: activation.fused ?? .none)
    let active = activation.fused == nil ? activation(sum) : sum
    let kept = Mode.isDropping ? ApusCore.dropout(active, rate: dropout) : active
    return linear(kept, outputWeight, outputBias)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension FeedForward: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "hidden": .integer(hidden), "activation": .text(activation.name),
      "dropout": .number(dropout),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("hidden"), activation: try options.activation(default: .relu),
      dropout: try options.number("dropout", in: 0...1, default: 0), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    try checkDense(
      inputs, units: hidden, weight: $hiddenWeight, bias: $hiddenBias, activation: activation)
    // An activation that changes the width leaves no hidden features for W₂.
    guard activation != .glu else { throw impossible(inputs, "cannot pass through glu") }
    try checkSize(input.array, of: "an output")
  }
}
