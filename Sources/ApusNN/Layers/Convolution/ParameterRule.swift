import ApusCore

/// How a parameter begins, what its size costs, and what it must fulfil after each update.
public struct ParameterRule: Sendable {
  /// What makes the first value.
  public let initializer: Initializer
  /// The penalty; nil for none.
  public let regularizer: Regularizer?
  /// What must hold after each update; nil for nothing.
  public let constraint: Constraint?

  /// A rule of these parts.
  public init(
    _ initializer: Initializer, _ regularizer: Regularizer? = nil, _ constraint: Constraint? = nil
  ) {
    self.initializer = initializer
    self.regularizer = regularizer
    self.constraint = constraint
  }

  /// The settings of a parameter called `name`: `nameInitializer`, `nameRegularizer`,
  /// `nameConstraint`.
  func options(_ name: String) -> [String: ConfigurationValue] {
    [
      "\(name)Initializer": initializer.configuration,
      "\(name)Regularizer": regularizer?.configuration ?? .null,
      "\(name)Constraint": constraint?.configuration ?? .null,
    ]
  }
}

extension Options {
  /// The rule of the parameter called `name`.
  mutating func rule(_ name: String, default initializer: Initializer) throws -> ParameterRule {
    ParameterRule(
      try self.initializer("\(name)Initializer", default: initializer),
      try regularizer("\(name)Regularizer"), try constraint("\(name)Constraint"))
  }
}
