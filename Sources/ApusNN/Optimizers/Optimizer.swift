import ApusCore

/// A rule that moves parameters against their gradients, in place.
///
/// ```swift
/// let optimizer = Adam()
/// let (loss, gradients) = valueAndGradient(at: parameters) { loss(model(x), y) }
/// optimizer.update(parameters, gradients)
/// ```
///
/// Names, defaults and arithmetic are those of Keras 3. Each update is one pass of one kernel over
/// all parameters. State is kept a parameter, whichever parameters the calls list; float32 and
/// float64 parameters are supported.
public protocol Optimizer: AnyObject {
  /// η, the factor before the gradients; a schedule sets it before every update.
  var learningRate: Double { get set }

  /// What sets the rate before every update; nil leaves it as it is.
  var schedule: (any LearningRateSchedule)? { get set }

  /// The number of updates so far.
  var step: Int { get }

  /// Moves `parameters` by `gradients`, one for each, of its shape and element type.
  func update(_ parameters: [Parameter], _ gradients: [Tensor])

  /// The same where `loss` is the value whose gradients these are. A training loop calls this one:
  /// some rules go by the loss too. The default leaves it unread.
  func update(_ parameters: [Parameter], _ gradients: [Tensor], loss: Tensor)

  /// The same for gradients of which some are made of rows: parameters that were only looked up in.
  /// Optimizers of the library move these rows, and their state, alone; the others are given whole
  /// gradients.
  func update(_ parameters: [Parameter], _ gradients: RowedGradients, loss: Tensor)

  /// The state for a checkpoint, its tensors named after the parameters: `dense.weight.velocity`.
  ///
  /// Parameters that were never updated have none. Later updates do not change the tensors.
  func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState

  /// Continues from a checkpoint's state; throws, and changes nothing, where it does not fit the
  /// parameters.
  func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]) throws

  /// Name and settings, for run folders and files.
  var configuration: OptimizerConfiguration { get }
}

extension Optimizer {
  /// Moves the parameters by their gradients, whatever the loss.
  public func update(_ parameters: [Parameter], _ gradients: [Tensor], loss: Tensor) {
    update(parameters, gradients)
  }
}

extension Optimizer {
  /// Moves the parameters by whole gradients.
  public func update(_ parameters: [Parameter], _ gradients: RowedGradients, loss: Tensor) {
    update(parameters, gradients.dense(for: parameters), loss: loss)
  }
}

/// What an optimizer remembers between steps.
public struct OptimizerState: Sendable {
  /// The number of updates so far.
  public var step: Int
  /// The state's tensors by name.
  public var tensors: [String: Tensor]

  /// A state of these parts.
  public init(step: Int, tensors: [String: Tensor]) {
    self.step = step
    self.tensors = tensors
  }
}

/// Why a state cannot be restored.
public struct OptimizerStateError: Error, Equatable, CustomStringConvertible {
  /// What was found and what was expected, in one line.
  public let description: String
}
