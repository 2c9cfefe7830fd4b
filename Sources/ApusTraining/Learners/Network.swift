import ApusCore
import ApusNN

/// A named module of a learner.
public struct Network {
  /// What a network is to its learner.
  public enum Role: Sendable, Hashable {
    /// Players move its parameters.
    case trained
    /// Computed from others, as a target network or an average of weights; checkpoints keep it.
    case derived
    /// Stays as it came from `origin`, as a teacher does; checkpoints keep only where it came from
    /// and a checksum, and a run goes on with the same one alone.
    case fixed(origin: String)
  }

  /// The name in checkpoints and model files, without dots.
  public let name: String
  /// The network.
  public let module: any Module
  /// What it is to the learner.
  public let role: Role
  /// Whether it is a result of training: part of the model's file and of exports.
  public let isResult: Bool

  /// A network; traps on a name that is empty or has a dot.
  public init(
    _ name: String, _ module: any Module, role: Role = .trained, isResult: Bool = true
  ) {
    require(!name.isEmpty && !name.contains("."), "Network: \"\(name)\" is no name")
    self.name = name
    self.module = module
    self.role = role
    self.isResult = isResult
  }

  /// Whether checkpoints hold its weights.
  var isSaved: Bool {
    if case .fixed = role { false } else { true }
  }
}

extension Network: CustomStringConvertible {
  /// The name, the module's type and the number of its parameters.
  public var description: String {
    "\(name): \(type(of: module)), \(module.parameterCount) parameters"
  }
}

extension [Network] {
  /// The parameters of the networks that checkpoints hold, by name: those of a single network by
  /// their own names, those of several with the network's before.
  var namedParameters: [(name: String, parameter: Parameter)] {
    let saved = filter(\.isSaved)
    if saved.count == 1 { return saved[0].module.namedParameters }
    return saved.flatMap { network in
      network.module.namedParameters.map { ("\(network.name).\($0.name)", $0.parameter) }
    }
  }
}
