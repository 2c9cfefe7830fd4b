import ApusCore

/// Finds a step with both strong Wolfe conditions:
/// φ(α) ≤ φ(0) + c₁ α φ′(0) (the value falls enough) and |φ′(α)| ≤ −c₂ φ′(0) (the slope has become
/// flat enough).
///
/// An interval that must hold such a step is first looked for by ever longer steps, then narrowed.
/// Each trial is the minimum of a cubic or a parabola through what is known at the interval's ends
/// (`WolfeInterval`), after Moré and Thuente, whose `dcsrch` SciPy uses too. Where f is infinite or
/// NaN, the search keeps this side of it.
///
/// Source: Moré and Thuente 1994; Nocedal and Wright, algorithms 3.5 and 3.6; lecture S3, line
/// search.
public struct StrongWolfe: LineSearch, Hashable {
  /// c₁.
  public let sufficientDecrease: Double
  /// c₂, above c₁: 0.9 for Newton's and quasi-Newton directions, which have the right length
  /// mostly; 0.1 to 0.4 for conjugate gradients.
  public let curvature: Double
  /// Gives up narrowing an interval that is shorter than this times its far end.
  public let intervalTolerance: Double
  /// The longest step.
  public let maximumStep: Double
  /// The greatest number of steps tried.
  public let maximumEvaluations: Int

  /// A search; traps unless 0 < c₁ < c₂ < 1 and the other settings are above 0.
  public init(
    sufficientDecrease: Double = 1e-4, curvature: Double = 0.9, intervalTolerance: Double = 1e-14,
    maximumStep: Double = 1e100, maximumEvaluations: Int = 100
  ) {
    require(
      0 < sufficientDecrease && sufficientDecrease < curvature && curvature < 1,
      "StrongWolfe: constants of \(sufficientDecrease) and \(curvature); 0 < c₁ < c₂ < 1")
    require(
      intervalTolerance >= 0 && maximumStep > 0 && maximumEvaluations > 0,
      "StrongWolfe: the tolerance must be 0 or more, the limits above 0")
    self.sufficientDecrease = sufficientDecrease
    self.curvature = curvature
    self.intervalTolerance = intervalTolerance
    self.maximumStep = maximumStep
    self.maximumEvaluations = maximumEvaluations
  }

  /// The step; where rounding keeps both conditions from being met, the lowest that meets the
  /// first; nil where none does.
  public func search(along ray: Ray, first: Double) throws -> RayPoint? {
    var interval = WolfeInterval(value: ray.value, slope: ray.slope)
    var longest = maximumStep
    var step = min(first, longest)
    var lowest: RayPoint?
    // First a lower minimum of φ(α) − φ(0) − c₁ α φ′(0) is looked for, which must be near; then one
    // of φ.
    var isNear = false
    let gain = sufficientDecrease * ray.slope
    for _ in 0..<maximumEvaluations {
      let trial = try ray.valueAndSlope(at: step)
      guard let slope = trial.slope, !ray.endedNotFinite else {
        let nearer = (interval.best.step + step) / 2
        if nearer < step { longest = min(longest, nearer) }
        step = nearer
        continue
      }
      let isLower = trial.value <= ray.value + step * gain
      if isLower, trial.value < lowest?.value ?? ray.value { lowest = trial }
      if isLower, abs(slope) <= -curvature * ray.slope { return trial }
      if isLower, step == longest, slope <= gain { return trial }
      if isLower, slope >= 0 { isNear = true }

      let place = WolfeInterval.End(step: step, value: trial.value, slope: slope)
      let tilt = !isNear && !isLower && trial.value <= interval.best.value ? gain : 0
      guard
        let next = interval.next(
          after: place, tilt: tilt, longest: longest, tolerance: intervalTolerance)
      else { return lowest }
      step = next
    }
    return lowest
  }
}
