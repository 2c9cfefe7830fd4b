import ApusCore

/// A layer whose parameters or outputs may have regularizers.
public protocol Regularized: Module {
  /// The regularizer of what the layer computes, which it adds to the penalties in its forward
  /// pass; nil for none.
  var activityRegularizer: Regularizer? { get }
  /// The parameters that have one, and theirs.
  var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] { get }
}

/// The pairs of a parameter and what it has, of those that are there.
func pairs<Rule>(_ candidates: (Parameter?, Rule?)...) -> [(Parameter, Rule)] {
  candidates.compactMap { parameter, rule in
    guard let parameter, let rule else { return nil }
    return (parameter, rule)
  }
}

/// The penalties of all regularizers in a model, for a loss to add.
///
/// ```swift
/// let penalty = Penalty(of: model)
/// let (value, gradients) = valueAndGradient(at: parameters) {
///   let (output, added) = penalty.collect { model(features) }
///   return added.map { loss(output, labels) + $0 } ?? loss(output, labels)
/// }
/// ```
///
/// A weight's penalty is the regularizer's; an activity's is divided by the size of the batch.
/// Source: Keras 3.
public struct Penalty {
  private let layers: [any Regularized]

  /// Finds the layers of `module` that have regularizers; itself may be one.
  public init(of module: any Module) {
    layers = ([module] + module.submodules).compactMap { $0 as? any Regularized }
      .filter { !$0.regularizedParameters.isEmpty || $0.activityRegularizer != nil }
  }

  /// The penalty of the weights that are not frozen, a scalar that differentiates; nil where none
  /// has a regularizer.
  public func weights() -> Tensor? {
    var sum: Tensor?
    for layer in layers {
      for (parameter, regularizer) in layer.regularizedParameters where parameter.isTrainable {
        let one = regularizer(parameter.wrappedValue)
        sum = sum.map { $0 + one } ?? one
      }
    }
    return sum
  }

  /// What `forward` gives, and the penalties of the weights and of the activities that it computed;
  /// nil where nothing has a regularizer.
  public func collect<Output>(
    _ forward: () throws -> Output
  ) rethrows -> (output: Output, penalty: Tensor?) {
    if layers.isEmpty { return (try forward(), nil) }
    let activities = CollectedPenalties()
    var execution = Execution.current
    execution.penalties = activities
    let output = try execution(forward)
    guard let weights = weights() else { return (output, activities.sum) }
    return (output, activities.sum.map { weights + $0 } ?? weights)
  }
}

extension Regularizer? {
  /// Adds the penalty of `output`, whose first axis is the batch, to those that are being
  /// collected.
  func collect(_ output: Tensor) {
    guard let self, let penalties = Execution.current.penalties else { return }
    penalties.add(self(output) / Double(Swift.max(1, output.shape[0])))
  }
}
