import ApusCore

/// Attention of several heads, each to a projection of its own: concat(head₁, …) Wₒ + bₒ, with
/// headᵢ = softmax(qᵢ kᵢᵀ / √keyDim) vᵢ and q, k, v the projections of query, key and value.
///
/// ```swift
/// let attention = MultiHeadAttention(heads: 8)
/// let y = attention(x, isCausal: true)               // of a sequence to itself
/// let z = attention(y, value: x)                // of a decoder to an encoder
/// ```
///
/// Input [batch, time, width]; output [batch, time, outputDim]. One product projects queries, keys
/// and values of self-attention; no score matrix is stored where none of its elements may be
/// dropped. A query that may attend to nothing gets bₒ. In training and sampling `dropout` drops
/// attention weights. Defaults as in Keras 3; its weights reshaped to matrices fit, head after
/// head. First values differ in scale: Glorot's fans are those of the matrices, width and heads ·
/// keyDim, where Keras takes width · heads and width · keyDim from a kernel of three axes.
/// Constraints, too, see the matrices. Source: Vaswani et al. 2017; lecture S0.
public final class MultiHeadAttention: ConfiguredLayer {
  /// The settings of ``MultiHeadAttention``.
  public struct Configuration: RuledSettings {
    /// The number of heads; must be given.
    public var heads = 0
    /// The extent of a query and of a key of one head; nil for the query's width / heads.
    public var keyDim: Int?
    /// The extent of a value of one head; nil for that of a key.
    public var valueDim: Int?
    /// The width of the output; nil for the query's.
    public var outputDim: Int?
    /// The probability of an attention weight to be dropped.
    public var dropout = 0.0
    /// Whether a bias is added.
    public var useBias = true
    /// Whether a time attends to itself and earlier ones only, unless a call says otherwise.
    public var isCausal = false
    /// How weights and biases begin, and what holds for them.
    public var rules = KernelRules()
    public static let limits: Limits = [
      "heads": .size, "keyDim": .size, "valueDim": .size, "outputDim": .size, "dropout": .share,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "attention of several heads, each to projections of its own, joined by another"
  /// The projection of queries, [width, heads · keyDim].
  @Parameter public var queryWeight: Tensor
  /// The projection of keys, [width of keys, heads · keyDim].
  @Parameter public var keyWeight: Tensor
  /// The projection of values, [width of values, heads · valueDim].
  @Parameter public var valueWeight: Tensor
  /// Wₒ, [heads · valueDim, outputDim].
  @Parameter public var outputWeight: Tensor
  /// What is added to the queries, [heads · keyDim]; nil where there are no biases.
  public let queryBias: Parameter?
  /// What is added to the keys, [heads · keyDim].
  public let keyBias: Parameter?
  /// What is added to the values, [heads · valueDim].
  public let valueBias: Parameter?
  /// bₒ, [outputDim].
  public let outputBias: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    func bias() -> Parameter? { settings.useBias ? Parameter() : nil }
    (queryBias, keyBias, valueBias, outputBias) = (bias(), bias(), bias(), bias())
  }

  /// Traps where a size is not positive or `dropout` outside 0…1.
  public convenience init(
    heads: Int, keyDim: Int? = nil, valueDim: Int? = nil, outputDim: Int? = nil,
    dropout: Double = 0, useBias: Bool = true, isCausal: Bool = false,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    let rules = KernelRules(
      (kernelInitializer, kernelRegularizer, kernelConstraint),
      bias: (biasInitializer, biasRegularizer, biasConstraint), activity: activityRegularizer)
    self.init(
      Configuration(
        heads: heads, keyDim: keyDim, valueDim: valueDim, outputDim: outputDim, dropout: dropout,
        useBias: useBias, isCausal: isCausal, rules: rules), name: name)
  }

  /// The attention of a sequence to itself.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    self(input, value: nil, isCausal: settings.isCausal)
  }

  /// The attention of a query to keys and their values.
  ///
  /// - Parameters:
  ///   - query: [batch, queries, width].
  ///   - value: [batch, keys, …]; nil for the query.
  ///   - key: [batch, keys, …]; nil for the values.
  ///   - mask: as of `scaledDotProductAttention`: bool or numbers, broadcasts to [batch, heads,
  ///     queries, keys].
  ///   - paddingMask: [batch, keys], bool: false for padding.
  ///   - isCausal: whether a query attends to keys up to its own place only; nil for the layer's
  ///     own setting.
  /// - Returns: [batch, queries, outputDim].
  public func callAsFunction(
    _ query: Tensor, value: Tensor? = nil, key: Tensor? = nil, mask: Tensor? = nil,
    paddingMask: Tensor? = nil, isCausal: Bool? = nil
  ) -> Tensor {
    let causal = isCausal ?? settings.isCausal
    declare(query, key: key ?? value ?? query, value: value ?? query)
    let dropped = Mode.isDropping ? settings.dropout : 0
    if value == nil, key == nil, dropped == 0, keyWeight.shape == valueWeight.shape {
      let weight = Tensor.concatenated([queryWeight, keyWeight, valueWeight], axis: 1)
      let packed = linear(query, weight, packedBias)
      let (batch, time) = (query.shape[0], query.shape[1])
      let parts = packed.reshaped(to: [
        batch, time, 3, settings.heads, weight.shape[1] / (3 * settings.heads),
      ])
      return output(
        scaledDotProductAttention(
          packed: parts, mask: mask, paddingMask: paddingMask, isCausal: causal))
    }
    let (q, k, v) = projections(query, key: key ?? value ?? query, value: value ?? query)
    return output(
      scaledDotProductAttention(
        q, k, v, mask: mask, paddingMask: paddingMask, isCausal: causal, dropout: dropped))
  }

  /// The attention, and its weights, [batch, heads, queries, keys]; the parameters are those of the
  /// call without them.
  public func withWeights(
    _ query: Tensor, value: Tensor? = nil, key: Tensor? = nil, mask: Tensor? = nil,
    paddingMask: Tensor? = nil, isCausal: Bool? = nil
  ) -> (output: Tensor, weights: Tensor) {
    declare(query, key: key ?? value ?? query, value: value ?? query)
    let (q, k, v) = projections(query, key: key ?? value ?? query, value: value ?? query)
    let (attended, weights) = attentionWithWeights(
      q, k, v, mask: mask, paddingMask: paddingMask, isCausal: isCausal ?? settings.isCausal,
      dropout: Mode.isDropping ? settings.dropout : 0)
    return (output(attended), weights)
  }

  private func declare(_ query: Tensor, key: Tensor, value: Tensor) {
    require(
      query.rank == 3 && key.rank == 3 && value.rank == 3,
      """
      MultiHeadAttention: a query \(query.shape), key \(key.shape), value \(value.shape); each \
      must be [batch, time, width]
      """)
    if $queryWeight.isDeclared { return }
    let width = query.shape[2], heads = settings.heads
    require(
      settings.keyDim != nil || width % heads == 0,
      "MultiHeadAttention: a width of \(width) does not divide among \(heads) heads; give keyDim")
    let depth = heads * (settings.keyDim ?? width / heads)
    let deep = settings.valueDim.map { heads * $0 } ?? depth, end = settings.outputDim ?? width
    declare(
      [width, depth], [key.shape[2], depth], [value.shape[2], deep], [deep, end], [depth], [depth],
      [deep], [end], for: query)
  }

  private var packedBias: Tensor? {
    guard let queryBias, let keyBias, let valueBias else { return nil }
    return Tensor.concatenated(
      [queryBias.wrappedValue, keyBias.wrappedValue, valueBias.wrappedValue])
  }

  private func projections(_ query: Tensor, key: Tensor, value: Tensor) -> (Tensor, Tensor, Tensor)
  {
    func projected(_ x: Tensor, _ weight: Tensor, _ bias: Parameter?) -> Tensor {
      linear(x, weight, bias?.wrappedValue)
        .reshaped(to: [x.shape[0], x.shape[1], settings.heads, weight.shape[1] / settings.heads])
    }
    return (
      projected(query, queryWeight, queryBias), projected(key, keyWeight, keyBias),
      projected(value, valueWeight, valueBias)
    )
  }

  private func output(_ attended: Tensor) -> Tensor {
    let shape = attended.shape
    let output = linear(
      attended.reshaped(to: [shape[0], shape[1], shape[2] * shape[3]]), outputWeight,
      outputBias?.wrappedValue)
    activityRegularizer.collect(output)
    return output
  }
}

extension MultiHeadAttention: RuledLayer {
  public var ruledParameters: [(parameter: Parameter?, rule: ParameterRule)] {
    [$queryWeight, $keyWeight, $valueWeight, $outputWeight].map { ($0, settings.rules.kernel) }
      + [queryBias, keyBias, valueBias, outputBias].map { ($0, settings.rules.bias) }
  }
}

extension MultiHeadAttention: PlaceMixingLayer {
  /// True: every time sees others.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { true }
}
