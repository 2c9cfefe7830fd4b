import ApusNN

extension LayerExample {
  /// Vectors for words and places, and masks.
  static let embeddings: [LayerExample] = [
    .ofNumbers([5]) { Embedding(2, 3) },
    .ofNumbers([5]) {
      TokenAndPositionEmbedding(vocabularySize: 2, sequenceLength: 5, embeddingDim: 3)
    },
    .alone(steps) { PositionEmbedding(8) },
    .alone(steps) { PositionalEncoding() },
    .alone(steps) { Masking() },
  ]
}
