/// The region ‖D p‖ ≤ Δ in which ``LevenbergMarquardt`` trusts the linearized residuals.
///
/// Source: Moré 1978, sections 4 and 5; MINPACK's `lmder`.
struct TrustRegion {
  private let stepBound: Double
  /// The diagonal of D; empty before the first Jacobian.
  private(set) var scale: [Double] = []
  /// Δ.
  private(set) var radius = 0.0
  /// ‖D x‖.
  private(set) var lengthOfPoint = 0.0
  /// λ.
  private var damping = 0.0
  /// Whether no step was taken yet: until then the region is no larger than the steps that were
  /// tried.
  private var isFirstStep = true

  init(stepBound: Double) { self.stepBound = stepBound }

  /// Takes the lengths of J's columns into D; with the first ones it gets its size.
  mutating func rescale(by columnNorms: [Double], at point: [Double]) {
    let isNew = scale.isEmpty
    scale =
      isNew
      ? columnNorms.map { $0 == 0 ? 1 : $0 } : zip(scale, columnNorms).map { max($0, $1) }
    guard isNew else { return }
    measure(point)
    radius = lengthOfPoint > 0 ? stepBound * lengthOfPoint : stepBound
  }

  /// A step to `point` was taken.
  mutating func moved(to point: [Double]) {
    measure(point)
    isFirstStep = false
  }

  private mutating func measure(_ point: [Double]) {
    lengthOfPoint = zip(scale, point).map { $0 * $1 }.norm
  }

  /// The step of this region.
  mutating func step(_ linear: LinearizedResiduals) -> TrustRegionStep {
    let step = TrustRegionStep(linear, scale: scale, radius: radius, from: damping)
    damping = step.damping
    if isFirstStep { radius = min(radius, step.length) }
    return step
  }

  /// What a step brought; the region shrinks or grows by it.
  mutating func judge(
    _ step: TrustRegionStep, from before: Fit, to after: Fit, _ linear: LinearizedResiduals
  ) -> StepGain {
    let size = before.residuals.norm
    let quotient = after.residuals.norm / size
    // A rise to ten times, an infinity and NaN are all the same.
    let actual = quotient < 10 ? 1 - quotient * quotient : -1
    let ofLinear =
      linear.triangle.product(with: linear.permuted(step.move)).norm / size
    let ofDamping = damping.squareRoot() * step.length / size
    let predicted = ofLinear * ofLinear + 2 * ofDamping * ofDamping
    let slope = -(ofLinear * ofLinear + ofDamping * ofDamping)
    let ratio = predicted == 0 ? 0 : actual / predicted
    if ratio <= 0.25 {
      // Where the parabola along the step has its minimum, but within a tenth and a half.
      var factor = actual >= 0 ? 0.5 : 0.5 * slope / (slope + 0.5 * actual)
      if !(quotient < 10) || factor < 0.1 { factor = 0.1 }
      radius = factor * min(radius, 10 * step.length)
      damping /= factor
    } else if damping == 0 || ratio >= 0.75 {
      radius = 2 * step.length
      damping /= 2
    }
    return StepGain(actual: actual, predicted: predicted, ratio: ratio)
  }
}

/// What a step brought, each as a share of ‖r‖².
struct StepGain {
  let actual: Double
  let predicted: Double
  /// Actual over predicted.
  let ratio: Double
}
