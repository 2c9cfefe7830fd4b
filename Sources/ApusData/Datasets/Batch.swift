import ApusCore

/// Some examples, ready for a network: named inputs, named targets, and what each example counts
/// for.
///
/// What belongs to an input of varying size lies beside it: the lengths of `tokens` under
/// `tokens.lengths`, its mask under `tokens.mask`.
public struct Batch: Sendable {
  /// What goes into networks, [examples, …] each.
  public var inputs: Values
  /// What they are to give, [examples, …] each; empty where nothing is known of it.
  public var targets: Values
  /// What each example counts for in losses, [examples]; nil for 1 each.
  public var weights: Tensor?
  /// The number of examples.
  public let count: Int

  /// A batch of `count` examples.
  ///
  /// - Parameter count: nil takes the first axis of the first input.
  public init(
    inputs: Values, targets: Values = Values(), weights: Tensor? = nil, count: Int? = nil
  ) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.count = count ?? inputs.first?.shape.first ?? targets.first?.shape.first ?? 0
  }

  /// A batch of one input, [examples, …], and one target.
  public init(features: Tensor, labels: Tensor) {
    inputs = Values(names: Self.featuresAlone, tensors: [features])
    targets = Values(names: Self.labelsAlone, tensors: [labels])
    count = features.shape[0]
  }

  // Made once: a batch of one input and one target allocates no names.
  private static let featuresAlone = [Field.features], labelsAlone = [Field.labels]

  /// The first input; traps without any.
  public var features: Tensor {
    guard let first = inputs.first else {
      trap("Batch: it has no inputs, but its features were asked for")
    }
    return first
  }

  /// The first target; traps without any.
  public var labels: Tensor {
    guard let first = targets.first else {
      trap("Batch: it has no targets, but its labels were asked for")
    }
    return first
  }

  /// The same batch with another first input.
  func replacing(features: Tensor, labels: Tensor? = nil) -> Batch {
    var batch = self
    batch.inputs[0] = features
    if let labels { batch.targets[0] = labels }
    return batch
  }
}

extension Batch: CustomStringConvertible {
  /// The number of examples, and names and types of inputs and targets.
  public var description: String {
    "\(count) examples: \(inputs)" + (targets.isEmpty ? "" : " → \(targets)")
  }
}
