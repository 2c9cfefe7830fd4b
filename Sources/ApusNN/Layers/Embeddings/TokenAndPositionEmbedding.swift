import ApusCore

/// The sum of a learned vector for each token and one for its place: what language models begin
/// with.
///
/// Input [batch, time] of whole numbers in 0..<vocabularySize, time at most `sequenceLength`;
/// output [batch, time, embeddingDim]. Source: Radford et al. 2018; KerasHub's
/// `TokenAndPositionEmbedding`; lecture S0.
public final class TokenAndPositionEmbedding: ConfiguredLayer {
  /// The settings of ``TokenAndPositionEmbedding``.
  public struct Configuration: Settings {
    /// The number of tokens; must be given.
    public var vocabularySize = 0
    /// The number of places; must be given.
    public var sequenceLength = 0
    /// The length of a vector; must be given.
    public var embeddingDim = 0
    /// Whether 0 stands for padding.
    public var maskZero = false
    /// What makes the tables' first values.
    public var embeddingsInitializer = Initializer.uniform()
    public static let limits: Limits = [
      "vocabularySize": .size, "sequenceLength": .size, "embeddingDim": .size,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "the sum of a learned vector for each token and one for its place"
  /// The tokens' vectors.
  public let tokens: Embedding
  /// The places' vectors.
  public let positions: PositionEmbedding
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    tokens = Embedding(
      settings.vocabularySize, settings.embeddingDim, maskZero: settings.maskZero,
      embeddingsInitializer: settings.embeddingsInitializer)
    positions = PositionEmbedding(
      settings.sequenceLength, initializer: settings.embeddingsInitializer)
  }

  /// Traps where a size is not positive.
  public convenience init(
    vocabularySize: Int, sequenceLength: Int, embeddingDim: Int, maskZero: Bool = false,
    embeddingsInitializer: Initializer = .uniform(), name: String? = nil
  ) {
    self.init(
      Configuration(
        vocabularySize: vocabularySize, sequenceLength: sequenceLength, embeddingDim: embeddingDim,
        maskZero: maskZero, embeddingsInitializer: embeddingsInitializer), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { positions(tokens(input)) }
}

extension TokenAndPositionEmbedding: MaskMakingLayer {
  /// Whether 0 stands for padding.
  public var makesMask: Bool { tokens.maskZero }

  /// False where the input is 0, if that stands for padding.
  public func mask(for input: Tensor) -> Tensor? { tokens.mask(for: input) }
}
