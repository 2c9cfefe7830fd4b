extension LayerRegistry {
  /// The blocks of transformers.
  static let transformers: [any ConfigurableModule.Type] = [
    FeedForward.self, TransformerDecoderBlock.self, TransformerEncoderBlock.self,
  ]
}
