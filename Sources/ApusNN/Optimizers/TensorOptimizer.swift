import ApusCore

/// An optimizer whose rule is written in tensors: all that a rule of one's own needs.
///
/// ```swift
/// final class HeavyBall: TensorOptimizer {
///   init(learningRate: Double = 0.01) { super.init(learningRate: learningRate, ["velocity"]) }
///
///   override func moved(_ value: Tensor, by gradient: Tensor, _ state: inout [Tensor]) -> Tensor {
///     state[0] = state[0] * 0.9 - gradient * learningRate
///     return value + state[0]
///   }
/// }
/// ```
///
/// Rate, schedule, state and checkpoints are here. The rules of the library are fused instead: one
/// pass of one kernel over all parameters, which pays for large models.
open class TensorOptimizer: Optimizer {
  /// η: the rate of the next update, or, under a schedule, that of the last.
  public final var learningRate: Double
  /// What sets the rate before every update; nil leaves it as it is.
  public final var schedule: (any LearningRateSchedule)?
  /// The number of updates so far; while a rule runs, the number of its update, from 1.
  public private(set) final var step = 0
  private let stateNames: [String]
  private var states: [ObjectIdentifier: (parameter: Parameter, tensors: [Tensor])] = [:]

  /// An optimizer that keeps a tensor of each of these names with every parameter, at first zeros
  /// of its shape.
  public init(learningRate: some LearningRateSource, _ stateNames: [String] = []) {
    self.learningRate = learningRate.firstRate
    schedule = learningRate.ownSchedule
    self.stateNames = stateNames
  }

  /// The parameter's new value; every rule says it.
  ///
  /// - Parameters:
  ///   - value: the value, of any shape, float32 or float64.
  ///   - gradient: its gradient, of the same shape and type.
  ///   - state: the parameter's state in the order of the names, to be changed in place.
  open func moved(_ value: Tensor, by gradient: Tensor, _ state: inout [Tensor]) -> Tensor {
    trap("\(type(of: self)): an optimizer without a rule; override moved(_:by:_:)")
  }

  /// The rule's own settings, by the names under which it reads them; none unless a rule says it.
  open var options: [String: ConfigurationValue] { [:] }

  /// Moves the parameters by their gradients, one for each.
  public final func update(_ parameters: [Parameter], _ gradients: [Tensor]) {
    require(
      parameters.count == gradients.count,
      "\(type(of: self)): \(gradients.count) gradients for \(parameters.count) parameters")
    if let schedule { learningRate = schedule.learningRate(at: step) }
    step += 1
    for (parameter, gradient) in zip(parameters, gradients) {
      let value = parameter.wrappedValue
      var tensors = state(of: parameter, like: value)
      let new = moved(value, by: gradient, &tensors)
      require(
        new.type == value.type && tensors.map(\.type) == stateNames.map { _ in value.type },
        """
        \(type(of: self)): a rule changed the type of a parameter \(value.type) to \(new.type), or \
        that of its state
        """)
      parameter.wrappedValue = new
      states[ObjectIdentifier(parameter)] = (parameter, tensors)
    }
  }

  /// The state of a parameter; that of a value of another shape says nothing about this one.
  private func state(of parameter: Parameter, like value: Tensor) -> [Tensor] {
    if let known = states[ObjectIdentifier(parameter)]?.tensors,
      known.allSatisfy({ $0.type == value.type })
    {
      return known
    }
    return stateNames.map { _ in Tensor(repeating: 0, value.shape, dtype: value.dtype) }
  }

  /// The state for a checkpoint.
  public final func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    var tensors: [String: Tensor] = [:]
    for (name, parameter) in parameters {
      for (part, tensor) in zip(stateNames, states[ObjectIdentifier(parameter)]?.tensors ?? []) {
        tensors["\(name).\(part)"] = tensor
      }
    }
    return OptimizerState(step: step, tensors: tensors)
  }

  /// Continues from a checkpoint's state; throws where it does not fit.
  public final func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    guard state.step >= 0 else {
      throw OptimizerStateError(description: "optimizer state: a step of \(state.step) is negative")
    }
    var restored: [ObjectIdentifier: (parameter: Parameter, tensors: [Tensor])] = [:]
    var unused = Set(state.tensors.keys)
    for (name, parameter) in parameters {
      let names = stateNames.map { "\(name).\($0)" }
      let found = names.compactMap { state.tensors[$0] }
      guard !found.isEmpty else { continue }
      guard found.count == names.count, found.allSatisfy({ $0.type == parameter.type }) else {
        throw OptimizerStateError(
          description:
            """
            optimizer state: the state of \(name) is not \(stateNames.joined(separator: ", ")) of \
            \(parameter.type.map(\.description) ?? "a parameter that is built")
            """)
      }
      unused.subtract(names)
      restored[ObjectIdentifier(parameter)] = (parameter, found)
    }
    if let name = unused.min() {
      throw OptimizerStateError(
        description: "optimizer state: \(name) belongs to no parameter of this model")
    }
    states = restored
    step = state.step
  }

  /// The type's name and the settings.
  public final var configuration: OptimizerConfiguration {
    let shared: [String: ConfigurationValue] = [
      "learningRate": .number(learningRate), "schedule": schedule?.configuration.value ?? .null,
    ]
    return OptimizerConfiguration(
      name: "\(type(of: self))", options: options.merging(shared) { _, shared in shared })
  }
}
