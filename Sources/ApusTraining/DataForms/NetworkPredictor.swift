import ApusCore
import ApusData
import ApusNN

/// What a network makes of images, numbers or arrays, as it is: the predictor of recipes that name
/// none.
///
/// Answers are the outputs' numbers; `apus predict` writes them as arrays or pictures as well.
public struct NetworkPredictor: Predictor {
  private let reader: ExampleReader
  private let network: (Tensor) throws -> Tensor

  /// The answers of `network`, [batch, …], to examples of `shape`, [batch, …].
  ///
  /// - Parameter takesAnyArray: whether the shape holds for images only: numbers and arrays are
  ///   taken as they are.
  public init(
    shape: Shape, takesAnyArray: Bool = false, _ network: @escaping (Tensor) throws -> Tensor
  ) {
    reader = ExampleReader(shape: shape, takesAnyArray: takesAnyArray)
    self.network = network
  }

  /// The answers of a learner's first result network that is a layer, or nil if it has none.
  public init?(_ learner: any Learner, _ facts: DataFacts) {
    let layers = learner.networks.filter(\.isResult).lazy.compactMap { $0.module as? any Layer }
    guard let layer = layers.first, (layer as? Model)?.inputCount ?? 1 == 1 else { return nil }
    let known = (try? ModelConfiguration(of: layer))?.inputs.flatMap { inputs in
      inputs.count == 1 && !inputs[0].shape.contains(-1) ? Shape(inputs[0].shape) : nil
    }
    self.init(
      shape: known ?? facts.inputs.first?.shape ?? [], takesAnyArray: known == nil
    ) { features in
      try layer.checkInput(features)
      return layer(features)
    }
  }

  /// Images, numbers or arrays.
  public var inputs: String { reader.inputs }

  /// What the network makes of each input.
  public func predict(
    _ arguments: [String], batchSize: Int, _ body: ([Prediction]) throws -> Void
  ) throws {
    try reader.forEachBatch(arguments, batchSize: batchSize) { names, features in
      let outputs = try withoutDerivatives { try Mode.inference { try network(features) } }
      guard outputs.rank > 0, outputs.shape[0] == names.count else {
        throw TrainingError(
          """
          the network makes \(outputs.shape) of \(names.count) inputs; it must give an answer for \
          each
          """
        )
      }
      try body(
        names.enumerated().map { place, name in
          let output = outputs.sliced(axis: 0, from: place, to: place + 1)
            .reshaped(to: Shape(outputs.shape.dropFirst()))
          let numbers = output.doubles
          let shown = numbers.prefix(8).map { fixed($0, 4) }.joined(separator: " ")
          let rest = numbers.count > 8 ? " … (\(output.shape))" : ""
          let list = ConfigurationValue.list(numbers.map { .number($0) })
          return Prediction(
            input: name, text: shown + rest, fields: [("output", list)], output: output)
        })
    }
  }
}
