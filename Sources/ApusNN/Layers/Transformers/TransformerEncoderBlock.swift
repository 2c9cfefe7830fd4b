import ApusCore

/// Self-attention and a feed-forward net, each with a residual connection and layer normalization:
/// in the paper's order norm(x + f(x)), or with `normalizeFirst` x + f(norm(x)).
///
/// ```swift
/// let language = Sequential {
///   TokenAndPositionEmbedding(vocabularySize: 65, sequenceLength: 128, embeddingDim: 128)
///   for _ in 0..<4 {
///     TransformerEncoderBlock(
///       heads: 4, hidden: 512, activation: .gelu, normalizeFirst: true, isCausal: true)
///   }
///   LayerNormalization()
///   Dense(65, useBias: false)
/// }
/// ```
///
/// Causal, it is the block of a language model. Input [batch, time, width]; output of the same
/// shape. In training and sampling `dropout` drops what attention and feed-forward net add. Source:
/// Vaswani et al. 2017, §3.1; Xiong et al. 2020 (normalization first); lecture S0.
public final class TransformerEncoderBlock: ConfiguredLayer {
  /// The settings of ``TransformerEncoderBlock``.
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
    public var isCausal = false
    public static let limits: Limits = [
      "heads": .size, "hidden": .size, "dropout": .share, "epsilon": .positive,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "self-attention and a feed-forward net, each with a residual connection and normalization"
  /// The attention.
  public let attention: MultiHeadAttention
  /// The normalization of the attention.
  public let attentionNorm: LayerNormalization
  /// The feed-forward net.
  public let feedForward: FeedForward
  /// The normalization of the feed-forward net.
  public let feedForwardNorm: LayerNormalization
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    attention = MultiHeadAttention(
      heads: settings.heads, dropout: settings.dropout, isCausal: settings.isCausal)
    attentionNorm = LayerNormalization(epsilon: settings.epsilon)
    feedForward = FeedForward(
      settings.hidden, activation: settings.activation, dropout: settings.dropout)
    feedForwardNorm = LayerNormalization(epsilon: settings.epsilon)
  }

  /// Traps where a size is not positive or `dropout` outside 0…1.
  ///
  /// - Parameters:
  ///   - heads: the number of heads, which share the width.
  ///   - hidden: the features of the feed-forward net.
  ///   - activation: of the feed-forward net.
  ///   - dropout: the probability to drop an element of a branch, of an attention weight or of a
  ///     hidden feature.
  ///   - epsilon: of the normalizations.
  ///   - normalizeFirst: whether the normalizations come first.
  ///   - isCausal: whether a time attends to itself and earlier ones only.
  public convenience init(
    heads: Int, hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    epsilon: Double = 1e-5, normalizeFirst: Bool = false, isCausal: Bool = false,
    name: String? = nil
  ) {
    self.init(
      Configuration(
        heads: heads, hidden: hidden, activation: activation, dropout: dropout, epsilon: epsilon,
        normalizeFirst: normalizeFirst, isCausal: isCausal), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, paddingMask: nil) }

  /// The layer's output.
  ///
  /// - Parameters:
  ///   - input: [batch, time, width].
  ///   - mask: of the scores: bool or numbers, broadcasts to [batch, heads, time, time]; nil for
  ///     none.
  ///   - paddingMask: [batch, time], bool: false for padding; nil for none.
  public func callAsFunction(
    _ input: Tensor, mask: Tensor? = nil, paddingMask: Tensor?
  ) -> Tensor {
    let branch = Branch(dropout: settings.dropout, normalizeFirst: settings.normalizeFirst)
    let attended = branch(input, attentionNorm) {
      attention($0, value: nil, mask: mask, paddingMask: paddingMask)
    }
    return branch(attended, feedForwardNorm) { feedForward($0) }
  }
}

/// A branch of a transformer block beside its residual connection.
struct Branch {
  let dropout: Double
  let normalizeFirst: Bool

  /// norm(x + f(x)), or x + f(norm(x)).
  func callAsFunction(
    _ x: Tensor, _ norm: LayerNormalization, _ function: (Tensor) -> Tensor
  ) -> Tensor {
    let output = function(normalizeFirst ? norm(x) : x)
    let sum = x + (Mode.isDropping ? ApusCore.dropout(output, rate: dropout) : output)
    return normalizeFirst ? sum : norm(sum)
  }
}
