import ApusCore

extension Layer {
  /// The model's output in inference mode, batch by batch: [examples, …] for features [examples,
  /// …].
  ///
  /// - Throws: ``ConfigurationError`` where the model cannot take the features: they may come from
  ///   outside of the program.
  public func predict(_ features: Tensor, batchSize: Int = 128) throws -> Tensor {
    try checkInput(features)
    return try predicted([features], batchSize) { [self($0[0])] }[0]
  }
}

extension Model {
  /// The outputs of a graph of several inputs in inference mode, batch by batch: [examples, …]
  /// each.
  ///
  /// - Throws: ``ConfigurationError`` where the model cannot take the inputs.
  public func predict(_ inputs: [Tensor], batchSize: Int = 128) throws -> [Tensor] {
    try checkInputs(inputs)
    return try predicted(inputs, batchSize) { self($0) }
  }
}

/// What `model` gives for these inputs in inference mode, batch by batch.
func predicted(
  _ inputs: [Tensor], _ batchSize: Int, _ model: ([Tensor]) -> [Tensor]
) throws -> [Tensor] {
  try checkBatchSize(batchSize)
  return withoutDerivatives {
    Mode.inference {
      let count = inputs[0].shape[0]
      guard count > batchSize else { return model(inputs) }
      return joinedBatches(
        stride(from: 0, to: count, by: batchSize).map { start in
          let end = min(start + batchSize, count)
          return model(inputs.map { $0.sliced(axis: 0, from: start, to: end) })
        })
    }
  }
}

/// Throws where batches would hold nothing.
package func checkBatchSize(_ batchSize: Int) throws {
  guard batchSize > 0 else {
    throw ConfigurationError(
      .invalidOption, "the batch size must be at least 1, not \(batchSize)", option: "batchSize")
  }
}

/// Each output of several batches as one tensor.
package func joinedBatches(_ parts: [[Tensor]]) -> [Tensor] {
  guard parts.count > 1 else { return parts[0] }
  return parts[0].indices.map { output in Tensor.concatenated(parts.map { $0[output] }, axis: 0) }
}
