import ApusCore

/// Takes shorter steps until one lowers f by a share of what the slope promises (Armijo's
/// condition): φ(α) ≤ φ(0) + c₁ α φ′(0).
///
/// The next step is where the parabola through φ(0), φ′(0) and φ(α) has its minimum, but within 0.1
/// to 0.5 of the last. Values only, no slopes. It never tries more than the first step, so it suits
/// directions that have a length, Newton's above all.
///
/// Source: Armijo 1966; Dennis and Schnabel, algorithm A6.3.1; lecture S3, line search in Newton's
/// method.
public struct Backtracking: LineSearch, Hashable {
  /// c₁.
  public let sufficientDecrease: Double
  /// The greatest number of steps tried.
  public let maximumEvaluations: Int

  /// A search; traps where c₁ is outside 0..<1 or the limit is below 1.
  public init(sufficientDecrease: Double = 1e-4, maximumEvaluations: Int = 60) {
    require(
      sufficientDecrease > 0 && sufficientDecrease < 1,
      "Backtracking: a sufficient decrease of \(sufficientDecrease) is outside 0..<1")
    require(maximumEvaluations > 0, "Backtracking: it needs an evaluation at least")
    self.sufficientDecrease = sufficientDecrease
    self.maximumEvaluations = maximumEvaluations
  }

  /// Goes back from `first`; nil where no step tried is good.
  public func search(along ray: Ray, first: Double) throws -> RayPoint? {
    try search(value: ray.value, slope: ray.slope, first: first) { step in
      let trial = try ray.value(at: step)
      return (trial.value, trial)
    }
  }

  /// The same for any function: `evaluate` gives φ(α) and what the caller wants to keep of it.
  func search<Trial>(
    value: Double, slope: Double, first: Double, _ evaluate: (Double) throws -> (Double, Trial)
  ) rethrows -> Trial? {
    var step = first
    for _ in 0..<maximumEvaluations {
      let (found, trial) = try evaluate(step)
      // Equality would let a step too small to change anything pass for one that lowers f.
      if found <= value + sufficientDecrease * step * slope, found < value { return trial }
      let rise = found - value - step * slope
      let factor = -slope * step / (2 * rise)
      step *= rise.isFinite ? min(max(factor, 0.1), 0.5) : 0.1
    }
    return nil
  }
}
