import ApusCore

/// The sum of a learned vector for each token and one for its place: what language models begin
/// with.
///
/// Input [batch, time] of whole numbers in 0..<vocabularySize, time at most `sequenceLength`;
/// output [batch, time, embeddingDim]. Source: Radford et al. 2018; KerasHub's
/// `TokenAndPositionEmbedding`; lecture S0.
public final class TokenAndPositionEmbedding: Layer {
  /// The tokens' vectors.
  public let tokens: Embedding
  /// The places' vectors.
  public let positions: PositionEmbedding
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where a size is not positive.
  public init(
    vocabularySize: Int, sequenceLength: Int, embeddingDim: Int, maskZero: Bool = false,
    embeddingsInitializer: Initializer = .uniform(), name: String? = nil
  ) {
    tokens = Embedding(
      vocabularySize, embeddingDim, maskZero: maskZero,
      embeddingsInitializer: embeddingsInitializer)
    positions = PositionEmbedding(sequenceLength, initializer: embeddingsInitializer)
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor { positions(tokens(input)) }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension TokenAndPositionEmbedding: MaskMakingLayer {
  /// Whether 0 stands for padding.
  public var makesMask: Bool { tokens.maskZero }

  /// False where the input is 0, if that stands for padding.
  public func mask(for input: Tensor) -> Tensor? { tokens.mask(for: input) }
}

extension TokenAndPositionEmbedding: ConfigurableModule {
  /// True: whole numbers name its vectors.
  public static var takesIntegers: Bool { true }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "vocabularySize": .integer(tokens.inputDim),
      "sequenceLength": .integer(positions.sequenceLength),
      "embeddingDim": .integer(tokens.outputDim), "maskZero": .flag(tokens.maskZero),
      "embeddingsInitializer": tokens.embeddingsInitializer.configuration,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      vocabularySize: try options.integer("vocabularySize"),
      sequenceLength: try options.integer("sequenceLength"),
      embeddingDim: try options.integer("embeddingDim"),
      maskZero: try options.flag("maskZero", default: false),
      embeddingsInitializer: try options.initializer(
        "embeddingsInitializer", default: .uniform()), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    try tokens.check(inputs)
    try positions.check([Shape(input.array + [tokens.outputDim])])
  }
}
