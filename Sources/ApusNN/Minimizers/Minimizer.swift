import ApusCore

/// A method that goes to a minimum of a function f(x) by its derivatives, the whole data set in
/// every step.
///
/// The functions ``minimize(from:method:_:)`` and ``minimize(over:method:_:)`` run it. The same
/// start gives the same steps bit for bit, as long as the function has no chance in it. Vectors and
/// matrices are of float64, whatever the function's own type.
public protocol Minimizer: Sendable {
  /// Goes down from `start`.
  ///
  /// - Throws: ``MinimizerError`` where a matrix that the method stores would be too large;
  ///   whatever the function throws.
  func minimize(_ objective: Objective, from start: [Double]) throws -> MinimizerResult
}

/// A method that goes to a minimum of ½‖r(x)‖² by the Jacobian of the residuals r.
///
/// The functions ``minimizeSquares(from:method:_:)`` and ``minimizeSquares(over:method:_:)`` run
/// it.
public protocol ResidualMinimizer: Sendable {
  /// Goes down from `start`.
  ///
  /// - Throws: ``MinimizerError`` where the Jacobian would be too large; whatever the function
  ///   throws.
  func minimize(_ residuals: Residuals, from start: [Double]) throws -> MinimizerResult
}

/// When a minimizer stops. The defaults are those of `scipy.optimize.minimize`, whose names stand
/// in brackets.
public struct StoppingRules: Sendable, Hashable {
  /// Stops where the greatest |∂f/∂xᵢ| is at most this (`gtol`).
  public var gradientTolerance: Double
  /// Stops where a step lowered f by at most this times max(|f before|, |f after|, 1) (`ftol`); 0
  /// leaves the rule out.
  public var functionTolerance: Double
  /// The greatest number of steps (`maxiter`); nil: 200 for each parameter.
  public var maximumIterations: Int?
  /// No step begins after this many evaluations of f (`maxfun`).
  public var maximumEvaluations: Int

  /// Rules; traps where a tolerance or limit is negative or a tolerance is NaN.
  public init(
    gradientTolerance: Double = 1e-5, functionTolerance: Double = 0,
    maximumIterations: Int? = nil, maximumEvaluations: Int = .max
  ) {
    require(
      gradientTolerance >= 0 && functionTolerance >= 0,
      """
      minimizer: tolerances of \(gradientTolerance) and \(functionTolerance); they must be 0 or more
      """
    )
    require(
      maximumIterations ?? 0 >= 0 && maximumEvaluations >= 0, "minimizer: a limit below 0")
    self.gradientTolerance = gradientTolerance
    self.functionTolerance = functionTolerance
    self.maximumIterations = maximumIterations
    self.maximumEvaluations = maximumEvaluations
  }

  /// Whether going from `before` to `after` was too little.
  func isTooLittle(from before: Double, to after: Double) -> Bool {
    functionTolerance > 0
      && before - after <= functionTolerance * max(abs(before), abs(after), 1)
  }
}
