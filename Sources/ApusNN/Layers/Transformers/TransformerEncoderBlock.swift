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
public final class TransformerEncoderBlock: Layer {
  /// The attention.
  public let attention: MultiHeadAttention
  /// The normalization of the attention.
  public let attentionNorm: LayerNormalization
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
  public init(
    heads: Int, hidden: Int, activation: ActivationFunction = .relu, dropout: Double = 0,
    epsilon: Double = 1e-5, normalizeFirst: Bool = false, isCausal: Bool = false,
    name: String? = nil
  ) {
    attention = MultiHeadAttention(heads: heads, dropout: dropout, isCausal: isCausal)
    attentionNorm = LayerNormalization(epsilon: epsilon)
    feedForward = FeedForward(hidden, activation: activation, dropout: dropout)
    feedForwardNorm = LayerNormalization(epsilon: epsilon)
    self.dropout = dropout
    self.normalizeFirst = normalizeFirst
    self.name = name
  }

  /// The layer's output for this input.
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
    let branch = Branch(dropout: dropout, normalizeFirst: normalizeFirst)
    let attended = branch(input, attentionNorm) {
      attention($0, value: nil, mask: mask, paddingMask: paddingMask)
    }
    return branch(attended, feedForwardNorm) { feedForward($0) }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
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

extension TransformerEncoderBlock: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "heads": .integer(attention.heads), "hidden": .integer(feedForward.hidden),
      "activation": .text(feedForward.activation.name), "dropout": .number(dropout),
      "epsilon": .number(attentionNorm.epsilon), "normalizeFirst": .flag(normalizeFirst),
      "isCausal": .flag(attention.isCausal),
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
      isCausal: try options.flag("isCausal", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    try attention.check(inputs)
    try attentionNorm.check(inputs)
    try feedForward.check(inputs)
    try feedForwardNorm.check(inputs)
  }
}
