extension LayerRegistry {
  /// The layers of embeddings.
  static let embeddings: [any ConfigurableModule.Type] = [
    Embedding.self, PositionEmbedding.self, PositionalEncoding.self,
    TokenAndPositionEmbedding.self,
  ]
}
