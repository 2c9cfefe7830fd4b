import ApusCore

/// Newton's method on ½‖r‖² with JᵀJ for the Hessian: p minimizes ‖J p + r‖, and a line search says
/// how far to go.
///
/// What is left out, Σ rᵢ ∇²rᵢ, is small where the residuals are: then it is nearly as quick as
/// ``Newton`` and needs first derivatives only. The linear problem is solved by J P = Q R; where J
/// has not full rank, as far as rounding can tell, the elements of p without influence stay 0.
/// ``LevenbergMarquardt`` stands bad starts and ranks better.
///
/// It stores J, m × n numbers for m residuals and n parameters. The gradient's measure is
/// max |Jᵀr|.
///
/// Source: lecture S3, second-order methods; Nocedal and Wright, section 10.3.
public struct GaussNewton: ResidualMinimizer {
  /// When to stop.
  public var stopping: ResidualStoppingRules
  /// How far to go along p.
  public var lineSearch: Backtracking
  /// The most bytes that J may take; while it is computed, it takes some three times as many.
  public var memoryLimit: Int

  /// A method with these settings.
  public init(
    stopping: ResidualStoppingRules = ResidualStoppingRules(),
    lineSearch: Backtracking = Backtracking(), memoryLimit: Int = minimizerMemoryLimit
  ) {
    self.stopping = stopping
    self.lineSearch = lineSearch
    self.memoryLimit = memoryLimit
  }

  /// Goes down from `start`; throws ``MinimizerError`` where J is more than ``memoryLimit``.
  public func minimize(_ residuals: Residuals, from start: [Double]) throws -> MinimizerResult {
    let count = start.count
    let limit = stopping.maximumEvaluations ?? 100 * count
    var current = try Fit(at: start, of: residuals)
    try MinimizerError.check(
      "GaussNewton", rows: max(current.residuals.count, count), columns: count,
      memoryLimit: memoryLimit, instead: "minimize with LBFGS, which stores no matrix")
    var history = [current.value]
    var gradient = [Double](repeating: .nan, count: count)
    var reason: StopReason? = current.value.isFinite ? nil : .notFinite
    var wasTooLittle: StopReason?
    while reason == nil {
      let linear = LinearizedResiduals(
        jacobian: try residuals.jacobian(at: current.point), residuals: current.residuals,
        count: count)
      gradient = linear.gradient
      if !linear.isFinite {
        reason = .notFinite
      } else if gradient.greatestMagnitude <= stopping.gradientTolerance {
        reason = .gradientTolerance
      } else if wasTooLittle != nil {
        reason = wasTooLittle
      } else if residuals.evaluations.function >= limit {
        reason = .evaluationLimit
      } else {
        let step = try step(from: current, linear, of: residuals)
        if let next = step.next {
          wasTooLittle = tooLittle(from: current, to: next)
          current = next
          history.append(next.value)
        } else {
          reason = step.endedNotFinite ? .notFinite : .lineSearchFailed
        }
      }
    }
    return MinimizerResult(
      current.point, value: current.value, gradient: gradient, stop: reason ?? .notFinite,
      iterations: history.count - 1, evaluations: residuals.evaluations, history: history)
  }

  private func step(
    from current: Fit, _ linear: LinearizedResiduals, of residuals: Residuals
  ) throws -> (next: Fit?, endedNotFinite: Bool) {
    let rank = linear.triangle.rank(
      tolerance: residuals.rounding * Double(max(current.residuals.count, current.point.count)))
    let direction = linear.unpermuted(linear.triangle.solve(linear.rotated, rank: rank)).negated
    let slope = dot(linear.gradient, direction)
    guard slope < 0, slope.isFinite else { return (nil, !slope.isFinite) }
    var endedNotFinite = false
    let next = try lineSearch.search(value: current.value, slope: slope, first: 1) {
      step -> (Double, Fit) in
      let trial = try Fit(at: current.point.adding(step, times: direction), of: residuals)
      endedNotFinite = !trial.value.isFinite
      return (trial.value, trial)
    }
    return (next, endedNotFinite)
  }

  private func tooLittle(from before: Fit, to after: Fit) -> StopReason? {
    if before.value - after.value <= stopping.functionTolerance * before.value {
      return .functionTolerance
    }
    let length = after.point.adding(-1, times: before.point).norm
    let tolerance = stopping.stepTolerance
    return length <= tolerance * (tolerance + after.point.norm) ? .stepTolerance : nil
  }
}
