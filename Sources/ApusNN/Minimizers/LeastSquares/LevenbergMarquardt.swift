import ApusCore

/// The method of Levenberg and Marquardt for ½‖r‖²: (JᵀJ + λ D²) p = −Jᵀ r.
///
/// With λ = 0, p is the step of ``GaussNewton``; with large λ, a short step of steepest descent. λ
/// is what makes ‖D p‖ ≤ Δ (`TrustRegionStep`), so that p minimizes ‖J p + r‖ within a region where
/// r is trusted to be linear. D holds the greatest length of J's columns so far, which makes the
/// method blind to the scale of parameters. With
///
///     actual = 1 − ‖r(x + p)‖² / ‖r‖², predicted = (‖J p‖² + 2 λ ‖D p‖²) / ‖r‖²
///
/// the step is taken where actual is more than a ten-thousandth of predicted; Δ shrinks where it is
/// less than a quarter, and grows where it is more than three quarters. The rules, their constants,
/// names, defaults and counts are those of MINPACK's `lmder`, which
/// `scipy.optimize.least_squares(method="lm")` calls.
///
/// It stores J, m × n numbers for m residuals and n parameters, or n × n where m < n. An iteration
/// costs m n² multiplications beside J itself: for models of up to some thousand parameters. The
/// gradient's measure is the greatest cosine of the angle between r and a column of J.
///
/// Source: lecture S3, Levenberg-Marquardt; Levenberg 1944; Marquardt 1963; Moré 1978.
public struct LevenbergMarquardt: ResidualMinimizer {
  /// When to stop.
  public var stopping: ResidualStoppingRules
  /// The first Δ as a multiple of ‖D x‖, or Δ itself where that is 0 (`factor`).
  public var stepBound: Double
  /// The most bytes that J may take; while it is computed, it takes some three times as many.
  public var memoryLimit: Int

  /// A method with these settings; traps where `stepBound` is not above 0.
  public init(
    stopping: ResidualStoppingRules = ResidualStoppingRules(), stepBound: Double = 100,
    memoryLimit: Int = minimizerMemoryLimit
  ) {
    require(stepBound > 0, "LevenbergMarquardt: a step bound of \(stepBound) is not above 0")
    self.stopping = stopping
    self.stepBound = stepBound
    self.memoryLimit = memoryLimit
  }

  /// Goes down from `start`; throws ``MinimizerError`` where J is more than ``memoryLimit``.
  public func minimize(_ residuals: Residuals, from start: [Double]) throws -> MinimizerResult {
    let count = start.count
    let limit = stopping.maximumEvaluations ?? 100 * count
    var current = try Fit(at: start, of: residuals)
    try MinimizerError.check(
      "LevenbergMarquardt", rows: max(current.residuals.count, count), columns: count,
      memoryLimit: memoryLimit, instead: "minimize with LBFGS, which stores no matrix")
    var history = [current.value]
    var region = TrustRegion(stepBound: stepBound)
    var reason: StopReason? = current.value.isFinite ? nil : .notFinite
    while reason == nil {
      let linear = LinearizedResiduals(
        jacobian: try residuals.jacobian(at: current.point), residuals: current.residuals,
        count: count)
      guard linear.isFinite else {
        reason = .notFinite
        break
      }
      region.rescale(by: linear.columnNorms, at: current.point)
      if greatestCosine(linear, current) <= max(stopping.gradientTolerance, rounding) {
        reason = .gradientTolerance
        break
      }
      var isTaken = false
      while reason == nil, !isTaken {
        let step = region.step(linear)
        let trial = try Fit(at: current.point.adding(1, times: step.move), of: residuals)
        let gain = region.judge(step, from: current, to: trial, linear)
        isTaken = gain.ratio >= 1e-4
        if isTaken {
          current = trial
          history.append(trial.value)
          region.moved(to: trial.point)
        }
        reason = stopReason(gain, region)
        if reason == nil, residuals.evaluations.function >= limit { reason = .evaluationLimit }
      }
    }
    // J belongs to the point before the last step.
    let gradient = current.value.isFinite ? try residuals.gradient(at: current.point) : [.nan]
    return MinimizerResult(
      current.point, value: current.value, gradient: gradient, stop: reason ?? .notFinite,
      iterations: residuals.evaluations.gradient, evaluations: residuals.evaluations,
      history: history)
  }

  /// Tolerances below the rounding of float64 cannot be met.
  private var rounding: Double { 0x1p-52 }

  /// max |⟨r, Jᵢ⟩| / (‖r‖ ‖Jᵢ‖); 0 without residuals.
  private func greatestCosine(_ linear: LinearizedResiduals, _ current: Fit) -> Double {
    let size = current.residuals.norm
    guard size > 0 else { return 0 }
    return zip(linear.gradient, linear.columnNorms).reduce(0) { greatest, entry in
      entry.1 > 0 ? max(greatest, abs(entry.0) / size / entry.1) : greatest
    }
  }

  private func stopReason(_ gain: StepGain, _ region: TrustRegion) -> StopReason? {
    let isAsPredicted = gain.ratio <= 2
    let change = max(abs(gain.actual), gain.predicted)
    if isAsPredicted, change <= max(stopping.functionTolerance, rounding) {
      return .functionTolerance
    }
    if region.radius <= max(stopping.stepTolerance, rounding) * region.lengthOfPoint {
      return .stepTolerance
    }
    return nil
  }
}
