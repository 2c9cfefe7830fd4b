import ApusCore

/// Bahdanau attention: softmax(s) value with the scores sᵢⱼ = Σ scale · tanh(queryᵢ + keyⱼ), the
/// sum over the width.
///
/// The learned projections of query and key that the paper has are layers before it
/// (`Dense(width, useBias: false)`), as in Keras. Inputs [query, value] or [query, value, key],
/// [batch, queries, width], [batch, keys, value width], [batch, keys, width]; output [batch,
/// queries, value width]. In training and sampling `dropout` drops weights. Defaults as in Keras 3.
/// Source: Bahdanau, Cho & Bengio 2015; lecture S0, attention in recurrent networks.
public final class AdditiveAttention: MergeLayer {
  /// The weights of the sum, [width]; nil where it is plain.
  public let scale: Parameter?
  /// The probability of a weight to be dropped.
  public let dropout: Double
  /// Whether query i attends to keys 0...i only.
  public let isCausal: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a dropout outside 0…1.
  public init(
    useScale: Bool = true, dropout: Double = 0, isCausal: Bool = false, name: String? = nil
  ) {
    require(0...1 ~= dropout, "AdditiveAttention: a dropout of \(dropout) is outside 0…1")
    scale = useScale ? Parameter() : nil
    self.dropout = dropout
    self.isCausal = isCausal
    self.name = name
  }

  /// The layer's output for [query, value] or [query, value, key].
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor { withWeights(inputs).output }

  /// The layer's output, and its weights, [batch, queries, keys].
  ///
  /// - Parameters:
  ///   - inputs: [query, value] or [query, value, key].
  ///   - mask: bool or numbers, broadcasts to [batch, queries, keys]; nil for none.
  ///   - paddingMask: [batch, keys], bool: false for padding.
  public func withWeights(
    _ inputs: [Tensor], mask: Tensor? = nil, paddingMask: Tensor? = nil
  ) -> (output: Tensor, weights: Tensor) {
    checkAttention(inputs, "AdditiveAttention")
    let width = inputs[0].shape[2]
    if let scale, !scale.isDeclared {
      Initializer.glorotUniform.declare(scale, [width], dtype: inputs[0].dtype.forParameters)
    }
    return additiveAttention(
      inputs[0], inputs.count > 2 ? inputs[2] : inputs[1], inputs[1], scale: scale?.wrappedValue,
      mask: mask, paddingMask: paddingMask, isCausal: isCausal,
      dropout: Mode.isDropping ? dropout : 0)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension AdditiveAttention: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "useScale": .flag(scale != nil), "dropout": .number(dropout), "isCausal": .flag(isCausal),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      useScale: try options.flag("useScale", default: true),
      dropout: try options.number("dropout", in: 0...1, default: 0),
      isCausal: try options.flag("isCausal", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let width = try checkAttentionShapes(inputs)
    if let declared = scale?.type, declared.shape != [width] {
      throw impossible(inputs, "does not fit its scale of shape \(declared.shape)")
    }
  }
}
