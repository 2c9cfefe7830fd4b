import ApusCore

/// When a minimizer of ½‖r‖² stops. The defaults are those of `scipy.optimize.least_squares`, whose
/// names stand in brackets.
public struct ResidualStoppingRules: Sendable, Hashable {
  /// Stops where a step lowers ½‖r‖² by at most this share (`ftol`).
  public var functionTolerance: Double
  /// Stops where a step, or the trust region, is at most this share of ‖x‖ (`xtol`).
  public var stepTolerance: Double
  /// Stops where the gradient is this small; each method says how it is measured (`gtol`).
  public var gradientTolerance: Double
  /// The greatest number of evaluations of r (`max_nfev`); nil: 100 for each parameter.
  public var maximumEvaluations: Int?

  /// Rules; traps where a tolerance or the limit is negative or a tolerance is NaN.
  public init(
    functionTolerance: Double = 1e-8, stepTolerance: Double = 1e-8,
    gradientTolerance: Double = 1e-8, maximumEvaluations: Int? = nil
  ) {
    require(
      functionTolerance >= 0 && stepTolerance >= 0 && gradientTolerance >= 0,
      "least squares: tolerances of \(functionTolerance), \(stepTolerance), \(gradientTolerance); "
        + "they must be 0 or more")
    require(maximumEvaluations ?? 0 >= 0, "least squares: a limit below 0")
    self.functionTolerance = functionTolerance
    self.stepTolerance = stepTolerance
    self.gradientTolerance = gradientTolerance
    self.maximumEvaluations = maximumEvaluations
  }
}
