import ApusCore

/// The settings that optimizers share.
public struct StepSettings: Settings {
  /// η, the factor before the gradients.
  public var learningRate = 0.001
  /// λ: before each update w ← w − ηλw; nil for none.
  public var weightDecay: Double?
  public static let limits: Limits = [
    "learningRate": .number(0...1e6), "weightDecay": .number(0...1e6),
  ]
  public static var defaults: Self { Self() }
}

/// An optimizer that keeps its settings as one value, from which what describes it follows.
@dynamicMemberLookup
public protocol ConfiguredOptimizer: Optimizer {
  /// The settings' type, by convention nested as `Configuration`.
  associatedtype Configuration: Settings

  /// The settings that it was made with.
  var settings: Configuration { get }
}

extension ConfiguredOptimizer {
  /// A setting by its name.
  public subscript<Value>(dynamicMember member: KeyPath<Configuration, Value>) -> Value {
    settings[keyPath: member]
  }
}

/// What the optimizers of this library share: the rate and its schedule, decoupled weight decay,
/// groups of parameters, the state, and the one pass over all parameters. A subclass adds its rule.
public class FusedOptimizer: Optimizer {
  /// η: the rate of the next update, or, under a schedule, that of the last.
  public var learningRate: Double
  /// What sets the rate before every update; nil leaves it as it is.
  public var schedule: (any LearningRateSchedule)?
  /// λ: before each update w ← w − ηλw; nil for none.
  public let weightDecay: Double?
  private let states: ParameterStates

  init(_ settings: StepSettings, stateNames: [String?], initialState: Double = 0) {
    learningRate = settings.learningRate
    weightDecay = settings.weightDecay
    states = ParameterStates(
      stateNames: stateNames, initialState: initialState, weightDecay: weightDecay ?? 0)
  }

  /// What update number `step`, from 1, does to each element; every subclass says it.
  func rule(step: Int) -> UpdateRule { trap("\(type(of: self)): an optimizer without a rule") }

  /// What the rule remembers beside the tensors, for a checkpoint.
  var memory: [String: Double] {
    get { [:] }
    set {}
  }

  /// The momentum of this update under a schedule that cycles it; nil leaves the rule's own.
  final var scheduledMomentum: Double? { schedule?.momentum(at: max(0, step - 1)) }

  /// Whether all of these parameters were updated before.
  final func hasState(of parameters: [Parameter]) -> Bool { states.hasState(of: parameters) }

  /// The number of updates so far.
  public final var step: Int { states.step }

  /// Gives these parameters a learning rate and a weight decay of their own: their rate is
  /// `rateFactor` · η.
  ///
  /// A smaller rate for pretrained layers, and no decay for biases, are its uses. To leave
  /// parameters as they are, freeze them: `Module.freeze()`, or `isTrainable` of a parameter.
  /// Groups are not part of the configuration or of a checkpoint.
  ///
  /// - Parameters:
  ///   - parameters: the group; for one that is in another already, this replaces it.
  ///   - rateFactor: above 0; traps otherwise.
  ///   - weightDecay: λ of the group, at least 0; nil for the optimizer's.
  /// - Source: lecture S3, transfer learning (discriminative rates).
  public final func setGroup(
    _ parameters: [Parameter], rateFactor: Double = 1, weightDecay: Double? = nil
  ) {
    require(
      rateFactor > 0 && rateFactor.isFinite,
      "setGroup: a rate factor of \(rateFactor); it must be above 0, freeze what shall not move")
    require(
      (weightDecay ?? 0) >= 0, "setGroup: a weight decay of \(weightDecay ?? 0); at least 0")
    states.setGroup(parameters, rateFactor: rateFactor, weightDecay: weightDecay)
  }

  /// Moves the parameters by their gradients, one for each.
  public func update(_ parameters: [Parameter], _ gradients: [Tensor]) {
    let rule = beginStep()
    states.list(of: parameters).update(gradients, by: rule, rate: learningRate)
  }

  /// Counts an update, sets its rate, and gives its rule.
  private func beginStep() -> UpdateRule {
    if let schedule { learningRate = schedule.learningRate(at: step) }
    return rule(step: states.beginStep())
  }

  /// Moves the parameters by their gradients; most rules do not ask for the loss.
  public func update(_ parameters: [Parameter], _ gradients: [Tensor], loss: Tensor) {
    update(parameters, gradients)
  }

  /// Moves the parameters by their gradients; of one that was only looked up in, the rows that were
  /// touched.
  ///
  /// The lazy rule: rows that a batch does not touch keep their state as well as their values, so
  /// momenta do not move them further and no decay shrinks them. Source: TensorFlow `LazyAdam`,
  /// PyTorch `SparseAdam`.
  public func update(_ parameters: [Parameter], _ gradients: RowedGradients, loss: Tensor) {
    guard !gradients.rows.isEmpty else {
      return update(parameters, gradients.gradients, loss: loss)
    }
    let rule = beginStep()
    states.list(of: parameters).update(gradients, by: rule, rate: learningRate)
  }

  /// The state for a checkpoint.
  public final func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    var state = states.state(of: parameters)
    for (name, value) in memory { state.tensors[name] = Tensor(value) }
    return state
  }

  /// Continues from a checkpoint's state; throws where it does not fit.
  public final func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    var rest = state
    var restored: [String: Double] = [:]
    for name in memory.keys {
      guard let tensor = rest.tensors.removeValue(forKey: name),
        tensor.type == TensorType([], .float64)
      else {
        throw OptimizerStateError(
          description: "optimizer state: \(name) is missing, or not one number of type float64")
      }
      restored[name] = tensor.item
    }
    try states.restore(rest, of: parameters)
    if !restored.isEmpty { memory = restored }
  }

  /// Name and settings.
  public final var configuration: OptimizerConfiguration {
    var options = (self as? any ConfiguredOptimizer)?.settings.options ?? [:]
    options["learningRate"] = .number(learningRate)
    options["schedule"] = schedule?.configuration.value ?? .null
    return OptimizerConfiguration(name: "\(type(of: self))", options: options)
  }
}

/// `base` to a whole power by repeated squaring.
func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var square = base
  var rest = exponent
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
