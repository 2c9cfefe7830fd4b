import ApusCore
import ApusNN

/// An optimizer with a name, and the modules whose parameters it moves.
///
/// A learner of two sides has two, which
/// ``StepEngine/minimize(_:weight:reduction:_:)-(String,_,_,_)`` calls by name.
public struct Player {
  /// The name in checkpoints, without dots.
  public let name: String
  /// What moves the parameters.
  public let optimizer: any Optimizer
  /// Whose parameters it moves: those that are not frozen.
  public let modules: [any Module]
  /// How gradients are shortened before each update; nil leaves them as they are.
  public let clipping: GradientClipping?

  /// A player; traps on a name that is empty or has a dot.
  public init(
    _ name: String, _ optimizer: any Optimizer, moves modules: [any Module],
    clipping: GradientClipping? = nil
  ) {
    require(!name.isEmpty && !name.contains("."), "Player: \"\(name)\" is no name")
    self.name = name
    self.optimizer = optimizer
    self.modules = modules
    self.clipping = clipping
  }

  /// The player `optimizer`, of learners with one.
  public init(
    _ optimizer: any Optimizer, moves modules: [any Module], clipping: GradientClipping? = nil
  ) {
    self.init("optimizer", optimizer, moves: modules, clipping: clipping)
  }

  /// The parameters with names that no two share: those of a single module by their own, those of
  /// several with the module's place before.
  var namedParameters: [(name: String, parameter: Parameter)] {
    if modules.count == 1 { return modules[0].namedParameters }
    return modules.enumerated().flatMap { place, module in
      module.namedParameters.map { ("\(place).\($0.name)", $0.parameter) }
    }
  }
}

extension Player: CustomStringConvertible {
  /// The name, the optimizer's type and those of the modules.
  public var description: String {
    let moved = modules.map { "\(type(of: $0))" }.joined(separator: ", ")
    return "\(name): \(type(of: optimizer)) moves \(moved)"
  }
}
