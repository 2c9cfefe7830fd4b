import ApusCore

/// Luong attention: softmax(query keyᵀ) value, the scores plain products, or scaled by one learned
/// number.
///
/// Inputs [query, value] or [query, value, key] as in Keras, [batch, queries, width], [batch, keys,
/// value width], [batch, keys, width]; the key is the value unless given. Output [batch, queries,
/// value width]. In training and sampling `dropout` drops weights. Defaults as in Keras 3. Source:
/// Luong, Pham & Manning 2015; lecture S0, attention in recurrent networks.
public final class Attention: MergeLayer, ConfiguredModule {
  /// The settings of ``Attention``.
  public struct Configuration: Settings {
    /// Whether the scores are scaled by what is learned.
    public var useScale = false
    /// The probability of a weight to be dropped.
    public var dropout = 0.0
    /// Whether query i attends to keys 0...i only.
    public var isCausal = false
    public static let limits: Limits = ["dropout": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary = "Luong attention: softmax(query keyᵀ) value"
  /// What the scores are multiplied by, a scalar that begins at 1; nil where they are plain
  /// products.
  public let scale: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    scale = settings.useScale ? Parameter() : nil
  }

  /// Traps on a dropout outside 0…1.
  public convenience init(
    useScale: Bool = false, dropout: Double = 0, isCausal: Bool = false, name: String? = nil
  ) {
    self.init(Configuration(useScale: useScale, dropout: dropout, isCausal: isCausal), name: name)
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
      isCausal: settings.isCausal, scale: 1, dropout: Mode.isDropping ? settings.dropout : 0)
    return attended.squeezed(axis: 2)
  }

  /// The layer's output, and its weights, [batch, queries, keys].
  public func withWeights(
    _ inputs: [Tensor], mask: Tensor? = nil, paddingMask: Tensor? = nil
  ) -> (output: Tensor, weights: Tensor) {
    let parts = prepared(inputs, mask)
    let (attended, weights) = attentionWithWeights(
      parts.query, parts.key, parts.value, mask: parts.mask, paddingMask: paddingMask,
      isCausal: settings.isCausal, scale: 1, dropout: Mode.isDropping ? settings.dropout : 0)
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
