import ApusCore

/// A layer whose inputs are whole numbers from 0 below a limit, each the name of something: a word,
/// a user, a place.
public protocol IndexLayer: Layer {
  /// How many different inputs there are.
  var indexCount: Int { get }
}

extension Embedding: IndexLayer {
  /// The rows of the table.
  public var indexCount: Int { settings.inputDim }
}

extension TokenAndPositionEmbedding: IndexLayer {
  /// The tokens of the vocabulary.
  public var indexCount: Int { tokens.inputDim }
}

extension Layer {
  /// How many different whole numbers the model takes as its inputs; nil where inputs are not
  /// indices.
  ///
  /// Chains and graphs are looked into: what counts is the first layer, or the fewest where a
  /// graph's inputs go into several.
  public var inputIndexCount: Int? {
    switch self {
    case let layer as any IndexLayer: layer.indexCount
    case let chain as Sequential: chain.layers.first?.inputIndexCount
    case let graph as Model:
      graph.steps.compactMap { step -> Int? in
        guard step.inputs.contains(where: { $0 < graph.inputCount }) else { return nil }
        return (step.operation.module as? any Layer)?.inputIndexCount
      }.min()
    default: nil
    }
  }

  /// Throws where `features`, which come from outside of the program, hold a number that names
  /// nothing in the model's first layer, on which the layer itself would trap.
  ///
  /// - Parameters:
  ///   - features: [examples, …].
  ///   - first: the position of the first example, for the message.
  /// - Throws: ``ConfigurationError`` that names the example and the number.
  public func checkIndices(_ features: Tensor, from first: Int = 0) throws {
    guard let count = inputIndexCount, features.elementCount > 0 else { return }
    let size = features.elementCount / features.shape[0]
    let numbers = features.doubles
    guard let place = numbers.firstIndex(where: { !($0 >= 0 && $0 < Double(count)) }) else {
      return
    }
    throw ConfigurationError(
      .impossibleInput,
      """
      example \(first + place / size) holds \(numbers[place]); the model's table has \(count) \
      rows, so inputs are whole numbers from 0 to \(count - 1)
      """
    )
  }
}
