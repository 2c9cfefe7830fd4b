import ApusCore

/// Why a minimizer stopped.
public enum StopReason: String, Sendable, Hashable, CaseIterable {
  /// The gradient is as small as asked for: a minimum, as far as the gradient can tell.
  case gradientTolerance
  /// The last step lowered the value by no more than asked for.
  case functionTolerance
  /// The last step, or the trust region, was no longer than asked for.
  case stepTolerance
  /// The number of steps reached its limit.
  case iterationLimit
  /// The number of evaluations reached its limit.
  case evaluationLimit
  /// No step along the direction lowers the value enough: mostly the end of the number type's
  /// precision.
  case lineSearchFailed
  /// The value or its gradient is infinite or NaN: at the start, or wherever a step could go.
  case notFinite

  /// Whether a tolerance was met.
  public var isConverged: Bool {
    switch self {
    case .gradientTolerance, .functionTolerance, .stepTolerance: true
    case .iterationLimit, .evaluationLimit, .lineSearchFailed, .notFinite: false
    }
  }
}

/// What a minimizer found.
public struct MinimizerResult: Sendable, CustomStringConvertible {
  /// x where it stopped: of the start's type, or the flat float64 vector of all parameters in their
  /// order.
  public internal(set) var point: Tensor
  /// f there; ½‖r‖² of residuals.
  public let value: Double
  /// The greatest |∂f/∂xᵢ| there.
  public let gradientNorm: Double
  /// Why it stopped.
  public let stop: StopReason
  /// Steps taken; for ``LevenbergMarquardt`` the Jacobians taken, as MINPACK counts (`njev`).
  public let iterations: Int
  /// Evaluations of f or r (`nfev`).
  public let functionEvaluations: Int
  /// Evaluations of the gradient or the Jacobian (`njev`).
  public let gradientEvaluations: Int
  /// Evaluations of the Hessian (`nhev`).
  public let hessianEvaluations: Int
  /// f at the start and after every step.
  public let history: [Double]

  /// Whether a tolerance was met.
  public var isConverged: Bool { stop.isConverged }

  /// One line.
  public var description: String {
    "\(value) after \(iterations) iterations, \(functionEvaluations) evaluations: \(stop.rawValue)"
  }

  init(
    _ point: [Double], value: Double, gradient: [Double], stop: StopReason, iterations: Int,
    evaluations: EvaluationCounts, history: [Double]
  ) {
    self.point = Tensor(point)
    self.value = value
    self.gradientNorm = gradient.greatestMagnitude
    self.stop = stop
    self.iterations = iterations
    self.functionEvaluations = evaluations.function
    self.gradientEvaluations = evaluations.gradient
    self.hessianEvaluations = evaluations.hessian
    self.history = history
  }
}

/// How often a function and its derivatives were computed.
public struct EvaluationCounts: Sendable, Hashable {
  /// Values.
  public internal(set) var function = 0
  /// Gradients or Jacobians.
  public internal(set) var gradient = 0
  /// Hessians.
  public internal(set) var hessian = 0
}
