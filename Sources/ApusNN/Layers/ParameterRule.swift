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
}

/// The rules of a layer's weights and biases, and the penalty of its output.
public struct KernelRules: Settings {
  /// What makes the weights' first values.
  public var kernelInitializer = Initializer.glorotUniform
  /// What makes the biases' first values.
  public var biasInitializer = Initializer.zeros
  /// The weights' penalty; nil for none.
  public var kernelRegularizer: Regularizer?
  /// The biases' penalty; nil for none.
  public var biasRegularizer: Regularizer?
  /// The output's penalty; nil for none.
  public var activityRegularizer: Regularizer?
  /// What the weights must fulfil after each update; nil for nothing.
  public var kernelConstraint: Constraint?
  /// What the biases must fulfil after each update; nil for nothing.
  public var biasConstraint: Constraint?

  public static var defaults: Self { Self() }

  /// Glorot's weights, biases of 0, no penalties and no constraints.
  init() {}

  /// The rules of kernel and bias, each an initializer, a regularizer and a constraint.
  init(
    _ kernel: (Initializer, Regularizer?, Constraint?),
    bias: (Initializer, Regularizer?, Constraint?), activity: Regularizer?
  ) {
    (kernelInitializer, kernelRegularizer, kernelConstraint) = kernel
    (biasInitializer, biasRegularizer, biasConstraint) = bias
    activityRegularizer = activity
  }

  /// The rule of the weights.
  var kernel: ParameterRule {
    ParameterRule(kernelInitializer, kernelRegularizer, kernelConstraint)
  }

  /// The rule of the biases.
  var bias: ParameterRule { ParameterRule(biasInitializer, biasRegularizer, biasConstraint) }
}

/// Settings with the rules of weights and biases.
public protocol RuledSettings: Settings {
  /// How weights and biases begin, and what holds for them.
  var rules: KernelRules { get }
}

extension ConfiguredModule where Configuration: RuledSettings {
  public var activityRegularizer: Regularizer? { settings.rules.activityRegularizer }

  /// One of the rules by its name.
  public subscript<Rule>(dynamicMember member: KeyPath<KernelRules, Rule>) -> Rule {
    settings.rules[keyPath: member]
  }
}

/// A layer whose parameters have rules.
public protocol RuledLayer: Regularized, Constrained {
  /// The parameters and their rules, in order; nil for a parameter that the layer does not have.
  var ruledParameters: [(parameter: Parameter?, rule: ParameterRule)] { get }
}

extension RuledLayer {
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    pairs(ruledParameters.map { ($0, $1.regularizer) })
  }

  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    pairs(ruledParameters.map { ($0, $1.constraint) })
  }

  /// The pairs of a parameter and what it has, of those that are there.
  private func pairs<Rule>(_ candidates: [(Parameter?, Rule?)]) -> [(Parameter, Rule)] {
    candidates.compactMap { parameter, rule in
      guard let parameter, let rule else { return nil }
      return (parameter, rule)
    }
  }

  /// Gives the parameters their shapes, in order, and the element type that fits `input`. Traps if
  /// a constraint takes norms over an axis that its parameter does not have.
  func declare(_ shapes: Shape..., for input: Tensor) {
    for ((parameter, rule), shape) in zip(ruledParameters, shapes) {
      guard let parameter else { continue }
      rule.constraint?.requireAxes(of: shape)
      rule.initializer.declare(parameter, shape, dtype: input.dtype.forParameters)
    }
  }
}
