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
public final class MultiHeadAttention: Layer {
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
  /// The number of heads.
  public let heads: Int
  /// The extent of a query and of a key of one head; nil for the query's width / heads.
  public let keyDim: Int?
  /// The extent of a value of one head; nil for that of a key.
  public let valueDim: Int?
  /// The width of the output; nil for the query's.
  public let outputDim: Int?
  /// The probability of an attention weight to be dropped.
  public let dropout: Double
  /// Whether a time attends to itself and earlier ones only, unless a call says otherwise.
  public let isCausal: Bool
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

  /// Traps where a size is not positive or `dropout` outside 0…1.
  public init(
    heads: Int, keyDim: Int? = nil, valueDim: Int? = nil, outputDim: Int? = nil,
    dropout: Double = 0, useBias: Bool = true, isCausal: Bool = false,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    require(
      heads > 0 && (keyDim ?? 1) > 0 && (valueDim ?? 1) > 0 && (outputDim ?? 1) > 0,
      "MultiHeadAttention: \(heads) heads and its other sizes must be positive")
    require(0...1 ~= dropout, "MultiHeadAttention: a dropout of \(dropout) is outside 0…1")
    self.heads = heads
    self.keyDim = keyDim
    self.valueDim = valueDim
    self.outputDim = outputDim
    self.dropout = dropout
    self.isCausal = isCausal
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.activityRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.name = name
    func bias() -> Parameter? { useBias ? Parameter() : nil }
    (queryBias, keyBias, valueBias, outputBias) = (bias(), bias(), bias(), bias())
  }

  /// The attention of a sequence to itself.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    self(input, value: nil, isCausal: isCausal)
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
    let causal = isCausal ?? self.isCausal
    declare(query, key: key ?? value ?? query, value: value ?? query)
    let dropped = Mode.isDropping ? dropout : 0
    if value == nil, key == nil, dropped == 0, keyWeight.shape == valueWeight.shape {
      let weight = Tensor.concatenated([queryWeight, keyWeight, valueWeight], axis: 1)
      let packed = linear(query, weight, packedBias)
      let (batch, time) = (query.shape[0], query.shape[1])
      let parts = packed.reshaped(to: [batch, time, 3, heads, weight.shape[1] / (3 * heads)])
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
      q, k, v, mask: mask, paddingMask: paddingMask, isCausal: isCausal ?? self.isCausal,
      dropout: Mode.isDropping ? dropout : 0)
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
    let width = query.shape[2], dtype = query.dtype.forParameters
    require(
      keyDim != nil || width % heads == 0,
      "MultiHeadAttention: a width of \(width) does not divide among \(heads) heads; give keyDim")
    let depth = heads * (keyDim ?? width / heads)
    let deep = valueDim.map { heads * $0 } ?? depth
    kernelInitializer.declare($queryWeight, [width, depth], dtype: dtype)
    kernelInitializer.declare($keyWeight, [key.shape[2], depth], dtype: dtype)
    kernelInitializer.declare($valueWeight, [value.shape[2], deep], dtype: dtype)
    kernelInitializer.declare($outputWeight, [deep, outputDim ?? width], dtype: dtype)
    for (bias, extent) in [
      (queryBias, depth), (keyBias, depth), (valueBias, deep), (outputBias, outputDim ?? width),
    ] {
      if let bias { biasInitializer.declare(bias, [extent], dtype: dtype) }
    }
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
        .reshaped(to: [x.shape[0], x.shape[1], heads, weight.shape[1] / heads])
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

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension MultiHeadAttention: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "heads": .integer(heads), "keyDim": keyDim.map { .integer($0) } ?? .null,
      "valueDim": valueDim.map { .integer($0) } ?? .null,
      "outputDim": outputDim.map { .integer($0) } ?? .null, "dropout": .number(dropout),
      "useBias": .flag(queryBias != nil), "isCausal": .flag(isCausal),
      "kernelInitializer": kernelInitializer.configuration,
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
      heads: try options.integer("heads"), keyDim: try options.optionalInteger("keyDim"),
      valueDim: try options.optionalInteger("valueDim"),
      outputDim: try options.optionalInteger("outputDim"),
      dropout: try options.number("dropout", in: 0...1, default: 0),
      useBias: try options.flag("useBias", default: true),
      isCausal: try options.flag("isCausal", default: false),
      kernelInitializer: try options.initializer("kernelInitializer", default: .glorotUniform),
      biasInitializer: try options.initializer("biasInitializer", default: .zeros),
      kernelRegularizer: try options.regularizer("kernelRegularizer"),
      biasRegularizer: try options.regularizer("biasRegularizer"),
      activityRegularizer: try options.regularizer("activityRegularizer"),
      kernelConstraint: try options.constraint("kernelConstraint"),
      biasConstraint: try options.constraint("biasConstraint"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes: a query, or a query and values,
  /// keys and a padding mask.
  public func check(_ inputs: [Shape]) throws {
    guard 1...4 ~= inputs.count else {
      throw ConfigurationError(
        .malformedGraph,
        """
        MultiHeadAttention: it takes a query, and maybe a value, a key and a padding mask, not \
        \(inputs.count) inputs
        """
      )
    }
    let value = inputs.count > 1 ? inputs[1] : inputs[0]
    try check(query: inputs[0], value: value, key: inputs.count > 2 ? inputs[2] : nil)
    guard inputs.count < 4 || inputs[3] == [value[0]] else {
      throw impossible(inputs, "have a padding mask that is not one of the \(value[0]) keys")
    }
  }

  /// Throws where query, value and key are not one floating-point type.
  public func check(types: [DType]) throws {
    try Attention().check(types: Array(types.prefix(3)))
  }

  /// Throws where the layer cannot take a query, values and keys of these shapes; without keys the
  /// values are the keys.
  func check(query: Shape, value: Shape, key: Shape? = nil) throws {
    let inputs = [query, value]
    let key = key ?? value
    guard key.rank == 2, value.rank == 2, key[0] == value[0], key[1] > 0 else {
      throw impossible([query, value, key], "need a key for each value")
    }
    guard inputs.allSatisfy({ $0.rank == 2 && $0[0] > 0 && $0[1] > 0 }) else {
      throw impossible(inputs, "is not [time, width]")
    }
    guard keyDim != nil || query[1] % heads == 0 else {
      throw impossible(inputs, "has a width that does not divide among \(heads) heads")
    }
    let depth = keyDim ?? query[1] / heads, deep = valueDim ?? depth
    let width = outputDim ?? query[1], times = max(query[0], value[0])
    for sizes in [
      [query[1], heads, depth], [value[1], heads, deep], [key[1], heads, depth],
      [heads, deep, width],
      [times, heads, max(depth, deep)], [query[0], width],
    ] { try checkSize(sizes, of: "a weight or a projection") }
    // Weights that may be dropped are all in memory at once.
    if dropout > 0 { try checkSize([heads, query[0], value[0]], of: "attention weights") }
    for (parameter, shape) in [
      ($queryWeight, [query[1], heads * depth]), ($keyWeight, [key[1], heads * depth]),
      ($valueWeight, [value[1], heads * deep]), ($outputWeight, [heads * deep, width]),
    ] {
      if let declared = parameter.type, declared.shape != Shape(shape) {
        throw impossible(inputs, "does not fit its weights of shape \(declared.shape)")
      }
    }
    try check(kernelConstraint, rank: 2)
    try check(biasConstraint, rank: 1)
  }
}

extension MultiHeadAttention: Regularized, Constrained {
  /// Weights and biases, where they have a regularizer.
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    withRules(kernelRegularizer, biasRegularizer)
  }

  /// Weights and biases, where they have a constraint.
  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    withRules(kernelConstraint, biasConstraint)
  }

  private func withRules<Rule>(_ ofWeights: Rule?, _ ofBiases: Rule?) -> [(Parameter, Rule)] {
    pairs(
      ($queryWeight, ofWeights), ($keyWeight, ofWeights), ($valueWeight, ofWeights),
      ($outputWeight, ofWeights), (queryBias, ofBiases), (keyBias, ofBiases),
      (valueBias, ofBiases), (outputBias, ofBiases))
  }
}

extension Options {
  /// A whole number from 1; nil where it is missing.
  mutating func optionalInteger(_ name: String) throws -> Int? {
    value(name) == nil ? nil : try integer(name)
  }
}
