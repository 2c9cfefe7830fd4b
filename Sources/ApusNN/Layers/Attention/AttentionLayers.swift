extension LayerRegistry {
  /// The layers of attention.
  static let attentions: [any ConfigurableModule.Type] = [
    AdditiveAttention.self, Attention.self, MultiHeadAttention.self,
  ]
}
