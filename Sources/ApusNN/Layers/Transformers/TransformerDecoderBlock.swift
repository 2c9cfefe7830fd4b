import ApusCore

/// Causal self-attention, attention to an encoder's output, and a feed-forward net, each with a
/// residual connection and layer normalization: in the paper's order norm(x + f(x)), or with
/// `normalizeFirst` x + f(norm(x)).
///
/// Inputs [target, memory]: [batch, time, width] and the encoder's [batch, other time, memory
/// width]; output of the target's shape. In training and sampling `dropout` drops what the branches
/// add. Source: Vaswani et al. 2017, §3.1; lecture S0.
public final class TransformerDecoderBlock: MergeLayer, ConfiguredModule {
  /// The settings of ``TransformerDecoderBlock``.
  public struct Configuration: Settings {
    /// The number of heads, which share the width; must be given.
    public var heads = 0
    /// The features of the feed-forward net; must be given.
    public var hidden = 0
    /// What the feed-forward net applies to them.
    public var activation = ActivationFunction.relu
    /// The probability of an element of a branch to be dropped.
    public var dropout = 0.0
    /// ε of the normalizations.
    public var epsilon = 1e-5
    /// Whether branches are normalized before they begin, not after their sum.
    public var normalizeFirst = false
    /// Whether a time attends to itself and earlier ones only.
    public var isCausal = true
    public static let limits: Limits = [
      "heads": .size, "hidden": .size, "dropout": .share, "epsilon": .positive,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "causal self-attention, attention to an encoder, and a feed-forward net, with residuals"
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
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    selfAttention = MultiHeadAttention(
      heads: settings.heads, dropout: settings.dropout, isCausal: settings.isCausal)
    selfAttentionNorm = LayerNormalization(epsilon: settings.epsilon)
    crossAttention = MultiHeadAttention(heads: settings.heads, dropout: settings.dropout)
    crossAttentionNorm = LayerNormalization(epsilon: settings.epsilon)
    feedForward = FeedForward(
      settings.hidden, activation: settings.activation, dropout: settings.dropout)
    feedForwardNorm = LayerNormalization(epsilon: settings.epsilon)
  }

  /// Traps where a size is not positive or `dropout` outside 0…1. The parameters are those of
  /// ``TransformerEncoderBlock``.
  public convenience init(
    heads: Int, hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    epsilon: Double = 1e-5, normalizeFirst: Bool = false, isCausal: Bool = true,
    name: String? = nil
  ) {
    self.init(
      Configuration(
        heads: heads, hidden: hidden, activation: activation, dropout: dropout, epsilon: epsilon,
        normalizeFirst: normalizeFirst, isCausal: isCausal), name: name)
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
    let branch = Branch(dropout: settings.dropout, normalizeFirst: settings.normalizeFirst)
    let attended = branch(target, selfAttentionNorm) {
      selfAttention($0, value: nil, paddingMask: paddingMask)
    }
    let informed = branch(attended, crossAttentionNorm) {
      crossAttention($0, value: memory, paddingMask: memoryPaddingMask)
    }
    return branch(informed, feedForwardNorm) { feedForward($0) }
  }
}
