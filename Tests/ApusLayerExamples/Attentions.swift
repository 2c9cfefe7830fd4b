import ApusNN

extension LayerExample {
  /// Attention, and blocks with it.
  static let attentions: [LayerExample] = [
    .joined(steps, steps) { AdditiveAttention() },
    .joined(steps, steps) { Attention(useScale: true) },
    .alone(steps) { MultiHeadAttention(heads: 2) },
    .joined(steps, steps) { TransformerDecoderBlock(heads: 2, hidden: 5) },
    .alone(steps) { TransformerEncoderBlock(heads: 2, hidden: 5) },
  ]
}
