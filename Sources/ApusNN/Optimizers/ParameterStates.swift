import ApusCore

/// What the optimizers share: each parameter's state, its group, and the number of updates.
final class ParameterStates {
  /// The names of the state's parts, in the rule's order; nil where the rule leaves a place empty.
  private let stateNames: [String?]
  /// What every element of a new state is.
  private let initialState: Double
  /// λ of parameters that are in no group with one of its own.
  private let weightDecay: Double
  private var groups: [ObjectIdentifier: Group] = [:]
  private var states: [ObjectIdentifier: UpdatedParameter] = [:]
  /// The parameters of the last step.
  private var list: UpdateList?
  private(set) var step = 0

  private struct Group {
    /// Kept so that the identifier stays this parameter's.
    let parameter: Parameter
    let rateFactor: Double
    let weightDecay: Double?
  }

  init(stateNames: [String?], initialState: Double, weightDecay: Double) {
    self.stateNames = stateNames
    self.initialState = initialState
    self.weightDecay = weightDecay
  }

  /// Gives these parameters a rate factor and, where it is not nil, a decay of their own.
  func setGroup(_ parameters: [Parameter], rateFactor: Double, weightDecay: Double?) {
    for parameter in parameters {
      groups[ObjectIdentifier(parameter)] = Group(
        parameter: parameter, rateFactor: rateFactor, weightDecay: weightDecay)
    }
    list = nil
  }

  /// Whether all of these parameters have a state that fits them.
  func hasState(of parameters: [Parameter]) -> Bool {
    parameters.allSatisfy { states[ObjectIdentifier($0)]?.isCurrent == true }
  }

  /// Counts a step and gives its number, from 1.
  func beginStep() -> Int {
    step += 1
    return step
  }

  /// The list for a step over these parameters: the last one where it still is theirs.
  func list(of parameters: [Parameter]) -> UpdateList {
    if let list, list.holds(parameters) { return list }
    let new = UpdateList(
      parameters.map { parameter in
        let group = groups[ObjectIdentifier(parameter)]
        return (
          updated(parameter),
          UpdateList.Scale(
            rateFactor: group?.rateFactor ?? 1, decay: group?.weightDecay ?? weightDecay)
        )
      })
    list = new
    return new
  }

  private func updated(_ parameter: Parameter) -> UpdatedParameter {
    // The state of a value of another shape says nothing about this one.
    if let known = states[ObjectIdentifier(parameter)], known.isCurrent { return known }
    let new = UpdatedParameter(parameter) { type in
      stateNames.map { name in
        name.map { _ in Tensor(repeating: initialState, type.shape, dtype: type.dtype) }
      }
    }
    states[ObjectIdentifier(parameter)] = new
    return new
  }

  // MARK: Checkpoints

  func state(of parameters: [(name: String, parameter: Parameter)]) -> OptimizerState {
    var tensors: [String: Tensor] = [:]
    for (name, parameter) in parameters {
      guard let known = states[ObjectIdentifier(parameter)], known.isCurrent else { continue }
      for (stateName, tensor) in zip(stateNames, known.state) {
        if let stateName, let tensor { tensors["\(name).\(stateName)"] = tensor }
      }
    }
    return OptimizerState(step: step, tensors: tensors)
  }

  func restore(
    _ state: OptimizerState, of parameters: [(name: String, parameter: Parameter)]
  ) throws {
    guard state.step >= 0 else {
      throw OptimizerStateError(description: "optimizer state: a step of \(state.step) is negative")
    }
    var restored: [ObjectIdentifier: UpdatedParameter] = [:]
    var unused = Set(state.tensors.keys)
    for (name, parameter) in parameters {
      var found = 0
      var parts: [Tensor?] = []
      for stateName in stateNames {
        guard let stateName else {
          parts.append(nil)
          continue
        }
        guard let tensor = state.tensors["\(name).\(stateName)"] else { continue }
        guard tensor.type == parameter.type else {
          throw OptimizerStateError(
            description:
              "optimizer state: \(name).\(stateName) is \(tensor.type), "
              + "the parameter \(parameter.type.map(\.description) ?? "not built")"
          )
        }
        guard UpdatedParameter.canHave(tensor.type) else {
          throw OptimizerStateError(
            description:
              "optimizer state: \(name).\(stateName) is \(tensor.type); "
              + "it must be float32 or float64"
          )
        }
        unused.remove("\(name).\(stateName)")
        found += 1
        parts.append(tensor)
      }
      guard found > 0 else { continue }
      guard parts.count == stateNames.count else {
        throw OptimizerStateError(
          description: "optimizer state: a part of the state of \(name) is missing")
      }
      restored[ObjectIdentifier(parameter)] = UpdatedParameter(parameter) { _ in parts }
    }
    if let name = unused.min() {
      throw OptimizerStateError(
        description: "optimizer state: \(name) belongs to no parameter of this model")
    }
    states = restored
    step = state.step
    list = nil
  }
}
