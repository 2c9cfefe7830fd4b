import ApusCore

/// Bahdanau attention: softmax(s) value with the scores sᵢⱼ = Σ scale · tanh(queryᵢ + keyⱼ), the
/// sum over the width.
///
/// The learned projections of query and key that the paper has are layers before it
/// (`Dense(width, useBias: false)`), as in Keras. Inputs [query, value] or [query, value, key],
/// [batch, queries, width], [batch, keys, value width], [batch, keys, width]; output [batch,
/// queries, value width]. In training and sampling `dropout` drops weights. Defaults as in Keras 3.
/// Source: Bahdanau, Cho & Bengio 2015; lecture S0, attention in recurrent networks.
public final class AdditiveAttention: MergeLayer, ConfiguredModule {
  /// The settings of ``AdditiveAttention``.
  public struct Configuration: Settings {
    /// Whether the scores are scaled by what is learned.
    public var useScale = true
    /// The probability of a weight to be dropped.
    public var dropout = 0.0
    /// Whether query i attends to keys 0...i only.
    public var isCausal = false
    public static let limits: Limits = ["dropout": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "Bahdanau attention: softmax(s) value, sᵢⱼ = Σ scale · tanh(queryᵢ + keyⱼ)"
  /// The weights of the sum, [width]; nil where it is plain.
  public let scale: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    scale = settings.useScale ? Parameter() : nil
  }

  /// Traps on a dropout outside 0…1.
  public convenience init(
    useScale: Bool = true, dropout: Double = 0, isCausal: Bool = false, name: String? = nil
  ) {
    self.init(Configuration(useScale: useScale, dropout: dropout, isCausal: isCausal), name: name)
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
      mask: mask, paddingMask: paddingMask, isCausal: settings.isCausal,
      dropout: Mode.isDropping ? settings.dropout : 0)
  }
}
