import ApusCore

/// Causal self-attention, attention to an encoder's output, and a feed-forward net, each with a
/// residual connection and layer normalization: in the paper's order norm(x + f(x)), or with
/// `normalizeFirst` x + f(norm(x)).
///
/// Inputs [target, memory]: [batch, time, width] and the encoder's [batch, other time, memory
/// width]; output of the target's shape. In training and sampling `dropout` drops what the branches
/// add. Source: Vaswani et al. 2017, §3.1; lecture S0.
public final class TransformerDecoderBlock: MergeLayer {
  /// The attention of the target to itself.
  public let selfAttention: MultiHeadAttention
  /// The normalization of the attention to itself.
  public let selfAttentionNorm: LayerNormalization
  /// The attention to the memory.
  public let crossAttention: MultiHeadAttention
  /// The normalization of the attention to the memory.
  public let crossAttentionNorm: LayerNormalization
  /// The feed-forward net.
  public let feedForward: FeedForward
  /// The normalization of the feed-forward net.
  public let feedForwardNorm: LayerNormalization
  /// The probability of an element of a branch to be dropped.
  public let dropout: Double
  /// Whether branches are normalized before they begin, not after their sum.
  public let normalizeFirst: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where a size is not positive or `dropout` outside 0…1. The parameters are those of
  /// ``TransformerEncoderBlock``.
  public init(
    heads: Int, hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    epsilon: Double = 1e-5, normalizeFirst: Bool = false, isCausal: Bool = true,
    name: String? = nil
  ) {
    selfAttention = MultiHeadAttention(heads: heads, dropout: dropout, isCausal: isCausal)
    selfAttentionNorm = LayerNormalization(epsilon: epsilon)
    crossAttention = MultiHeadAttention(heads: heads, dropout: dropout)
    crossAttentionNorm = LayerNormalization(epsilon: epsilon)
    feedForward = FeedForward(hidden, activation: activation, dropout: dropout)
    feedForwardNorm = LayerNormalization(epsilon: epsilon)
    self.dropout = dropout
    self.normalizeFirst = normalizeFirst
    self.name = name
  }

  /// The layer's output for [target, memory].
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(
      inputs.count == 2,
      "TransformerDecoderBlock: \(inputs.count) inputs; it needs [target, memory]")
    return self(inputs[0], memory: inputs[1])
  }

  /// The layer's output.
  ///
  /// - Parameters:
  ///   - target: [batch, time, width].
  ///   - memory: the encoder's output, [batch, other time, memory width].
  ///   - paddingMask: of the target, [batch, time], bool: false for padding; nil for none.
  ///   - memoryPaddingMask: of the memory, [batch, other time], bool: false for padding; nil for
  ///     none.
  public func callAsFunction(
    _ target: Tensor, memory: Tensor, paddingMask: Tensor? = nil, memoryPaddingMask: Tensor? = nil
  ) -> Tensor {
    let branch = Branch(dropout: dropout, normalizeFirst: normalizeFirst)
    let attended = branch(target, selfAttentionNorm) {
      selfAttention($0, value: nil, paddingMask: paddingMask)
    }
    let informed = branch(attended, crossAttentionNorm) {
      crossAttention($0, value: memory, paddingMask: memoryPaddingMask)
    }
    return branch(informed, feedForwardNorm) { feedForward($0) }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension TransformerDecoderBlock: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "heads": .integer(selfAttention.heads), "hidden": .integer(feedForward.hidden),
      "activation": .text(feedForward.activation.name), "dropout": .number(dropout),
      "epsilon": .number(selfAttentionNorm.epsilon), "normalizeFirst": .flag(normalizeFirst),
      "isCausal": .flag(selfAttention.isCausal),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      heads: try options.integer("heads"), hidden: try options.integer("hidden"),
      activation: try options.activation(default: .relu),
      dropout: try options.number("dropout", in: 0...1, default: 0),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-5),
      normalizeFirst: try options.flag("normalizeFirst", default: false),
      isCausal: try options.flag("isCausal", default: true), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard inputs.count == 2 else {
      throw ConfigurationError(
        .malformedGraph,
        "\(Self.typeName): it takes a target and a memory, not \(inputs.count) inputs")
    }
    try selfAttention.check([inputs[0]])
    try crossAttention.check(query: inputs[0], value: inputs[1])
    for norm in [selfAttentionNorm, crossAttentionNorm, feedForwardNorm] {
      try norm.check([inputs[0]])
    }
    try feedForward.check([inputs[0]])
  }
}
