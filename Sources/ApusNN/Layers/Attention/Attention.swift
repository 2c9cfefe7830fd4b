import ApusCore

/// Luong attention: softmax(query keyᵀ) value, the scores plain products, or scaled by one learned
/// number.
///
/// Inputs [query, value] or [query, value, key] as in Keras, [batch, queries, width], [batch, keys,
/// value width], [batch, keys, width]; the key is the value unless given. Output [batch, queries,
/// value width]. In training and sampling `dropout` drops weights. Defaults as in Keras 3. Source:
/// Luong, Pham & Manning 2015; lecture S0, attention in recurrent networks.
public final class Attention: MergeLayer {
  /// What the scores are multiplied by, a scalar that begins at 1; nil where they are plain
  /// products.
  public let scale: Parameter?
  /// The probability of a weight to be dropped.
  public let dropout: Double
  /// Whether query i attends to keys 0...i only.
  public let isCausal: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a dropout outside 0…1.
  public init(
    useScale: Bool = false, dropout: Double = 0, isCausal: Bool = false, name: String? = nil
  ) {
    require(0...1 ~= dropout, "Attention: a dropout of \(dropout) is outside 0…1")
    scale = useScale ? Parameter() : nil
    self.dropout = dropout
    self.isCausal = isCausal
    self.name = name
  }

  /// The layer's output for [query, value] or [query, value, key].
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor { self(inputs, mask: nil) }

  /// The layer's output.
  ///
  /// - Parameters:
  ///   - inputs: [query, value] or [query, value, key].
  ///   - mask: bool or numbers, broadcasts to [batch, queries, keys]; nil for none.
  ///   - paddingMask: [batch, keys], bool: false for padding.
  public func callAsFunction(
    _ inputs: [Tensor], mask: Tensor?, paddingMask: Tensor? = nil
  ) -> Tensor {
    let parts = prepared(inputs, mask)
    let attended = scaledDotProductAttention(
      parts.query, parts.key, parts.value, mask: parts.mask, paddingMask: paddingMask,
      isCausal: isCausal, scale: 1, dropout: Mode.isDropping ? dropout : 0)
    return attended.squeezed(axis: 2)
  }

  /// The layer's output, and its weights, [batch, queries, keys].
  public func withWeights(
    _ inputs: [Tensor], mask: Tensor? = nil, paddingMask: Tensor? = nil
  ) -> (output: Tensor, weights: Tensor) {
    let parts = prepared(inputs, mask)
    let (attended, weights) = attentionWithWeights(
      parts.query, parts.key, parts.value, mask: parts.mask, paddingMask: paddingMask,
      isCausal: isCausal, scale: 1, dropout: Mode.isDropping ? dropout : 0)
    return (attended.squeezed(axis: 2), weights.squeezed(axis: 1))
  }

  /// The inputs with an axis of one head.
  private func prepared(
    _ inputs: [Tensor], _ mask: Tensor?
  ) -> (query: Tensor, key: Tensor, value: Tensor, mask: Tensor?) {
    checkAttention(inputs, "Attention")
    if let scale, !scale.isDeclared {
      Initializer.ones.declare(scale, [], dtype: inputs[0].dtype.forParameters)
    }
    let query = scale.map { inputs[0] * $0.wrappedValue } ?? inputs[0]
    func head(_ x: Tensor) -> Tensor { x.expandingDimension(at: 2) }
    return (
      head(query), head(inputs.count > 2 ? inputs[2] : inputs[1]), head(inputs[1]),
      mask.map { $0.rank == 3 ? $0.expandingDimension(at: 1) : $0 }
    )
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

/// Traps unless there are a query, a value and maybe a key of three axes each.
func checkAttention(_ inputs: [Tensor], _ owner: String) {
  require(
    2...3 ~= inputs.count && inputs.allSatisfy { $0.rank == 3 },
    """
    \(owner): inputs \(inputs.map(\.shape)); it needs [query, value] or [query, value, key], each \
    [batch, time, width]
    """)
}

extension Attention: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "useScale": .flag(scale != nil), "dropout": .number(dropout), "isCausal": .flag(isCausal),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      useScale: try options.flag("useScale", default: false),
      dropout: try options.number("dropout", in: 0...1, default: 0),
      isCausal: try options.flag("isCausal", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    _ = try checkAttentionShapes(inputs)
  }
}

extension ConfigurableModule {
  /// The width that query and key share; throws where [query, value] or [query, value, key] do not
  /// fit.
  func checkAttentionShapes(_ inputs: [Shape]) throws -> Int {
    guard 2...3 ~= inputs.count else {
      throw ConfigurationError(
        .malformedGraph,
        "\(Self.typeName): it takes a query, a value and maybe a key, not \(inputs.count) inputs")
    }
    let key = inputs.count > 2 ? inputs[2] : inputs[1]
    guard inputs.allSatisfy({ $0.rank == 2 && $0[0] > 0 && $0[1] > 0 }), key[1] == inputs[0][1],
      key[0] == inputs[1][0]
    else { throw impossible(inputs, "does not fit: query and key need one width") }
    try checkSize([inputs[0][0], key[0], inputs[0][1]], of: "a score")
    return key[1]
  }
}
