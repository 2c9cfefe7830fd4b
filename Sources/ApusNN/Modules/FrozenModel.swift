import ApusCore
import Synchronization

/// A trained model for use alone, which any number of threads may share: a server's, or a
/// teacher's.
///
/// It is a copy, so that training the original on changes nothing, and runs in inference mode
/// without derivatives.
///
/// ```swift
/// let digits = try model.frozen()
/// DispatchQueue.concurrentPerform(iterations: 4) { number in
///   if let scores = try? digits.predict(images) { print(number, scores.shape) }
/// }
/// ```
///
/// Layers of your own may be part of it if their forward pass changes nothing that they hold.
public final class FrozenModel: @unchecked Sendable {
  // Safe: nobody else has the copy; forward passes read parameters that have their values. Only
  // checks of inputs, which remember the last shape, write, and they take turns.
  private let model: any Layer
  private let checks = Mutex(())
  /// The outputs' names; `output` for a model with one.
  public let outputNames: [String]

  fileprivate init(copy: any Layer) {
    model = copy
    copy.freeze()
    outputNames = (copy as? Model)?.outputNames ?? ["output"]
    for parameter in copy.parameters { _ = parameter.wrappedValue }
  }

  /// The output for features [examples, …], batch by batch.
  ///
  /// - Throws: `ConfigurationError` where the model cannot take the features, or has several
  ///   outputs.
  public func predict(_ features: Tensor, batchSize: Int = 128) throws -> Tensor {
    let outputs = try predict([features], batchSize: batchSize)
    guard outputs.count == 1 else {
      throw ConfigurationError(
        .malformedGraph,
        "predict: the model has \(outputs.count) outputs; predict([…]) gives all of them")
    }
    return outputs[0]
  }

  /// The outputs for the inputs, [examples, …] each, batch by batch.
  ///
  /// - Throws: `ConfigurationError` where the model cannot take the inputs.
  public func predict(_ inputs: [Tensor], batchSize: Int = 128) throws -> [Tensor] {
    if let graph = model as? Model {
      try checks.withLock { _ in try graph.checkInputs(inputs) }
      return try predicted(inputs, batchSize) { graph($0) }
    }
    guard inputs.count == 1 else {
      throw ConfigurationError(
        .malformedGraph, "predict: \(inputs.count) inputs; the model takes one")
    }
    try checks.withLock { _ in try model.checkInput(inputs[0]) }
    return try predicted(inputs, batchSize) { [model($0[0])] }
  }
}

extension Sequential {
  /// A copy for use alone, which threads may share.
  ///
  /// - Throws: `ConfigurationError` where the model was not built or a layer cannot describe
  ///   itself.
  public func frozen() throws -> FrozenModel { FrozenModel(copy: try copy()) }
}

extension Model {
  /// A copy for use alone, which threads may share.
  ///
  /// - Throws: `ConfigurationError` where a layer cannot describe itself.
  public func frozen() throws -> FrozenModel { FrozenModel(copy: try copy()) }
}
