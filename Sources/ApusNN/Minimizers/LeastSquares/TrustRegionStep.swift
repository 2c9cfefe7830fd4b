/// The p that minimizes ‖J p + r‖ within ‖D p‖ ≤ Δ, to a tenth of Δ, and its λ: (JᵀJ + λ D²) p =
/// −Jᵀ r.
///
/// λ = 0 where the unconstrained p is inside. Else it is a root of φ(λ) = ‖D p(λ)‖ − Δ, found by
/// Newton's method on 1 / ‖D p(λ)‖, which is nearly linear in λ, between bounds that shrink: two
/// rounds mostly.
///
/// Source: Hebden 1973; Moré 1978, section 5.
struct TrustRegionStep {
  /// p.
  let move: [Double]
  /// ‖D p‖.
  let length: Double
  /// λ.
  let damping: Double

  private static let tolerance = 0.1
  private static let maximumRounds = 10

  /// - Parameters:
  ///   - scale: the diagonal of D, above 0.
  ///   - radius: Δ.
  ///   - first: the λ to begin with, that of the last step.
  init(_ linear: LinearizedResiduals, scale: [Double], radius: Double, from first: Double) {
    let d = linear.permuted(scale)
    let rank = linear.triangle.rank()
    var x = linear.triangle.solve(linear.rotated, rank: rank)
    var scaled = zip(d, x).map { $0 * $1 }
    var length = scaled.norm
    var excess = length - radius
    var damping = 0.0
    let allowed = TrustRegionStep.tolerance * radius

    if excess > allowed {
      // Newton's correction from λ = 0 is a lower bound where it exists; a long step of steepest
      // descent is an upper.
      var lower = 0.0
      if rank == x.count {
        lower = TrustRegionStep.correction(linear.triangle, d, scaled, length, excess, radius)
      }
      let steepest = zip(linear.triangle.transposedProduct(with: linear.rotated), d)
        .map { $0 / $1 }.norm
      var upper = steepest / radius
      if upper == 0 { upper = Double.leastNormalMagnitude / min(radius, 0.1) }
      damping = min(max(first, lower), upper)
      if damping == 0 { damping = steepest / length }

      for round in 1...TrustRegionStep.maximumRounds {
        if damping == 0 { damping = max(Double.leastNormalMagnitude, 0.001 * upper) }
        let root = damping.squareRoot()
        let (triangle, rotated) = linear.triangle.eliminating(
          diagonal: d.scaled(by: root), linear.rotated)
        x = triangle.solve(rotated, rank: triangle.rank())
        scaled = zip(d, x).map { $0 * $1 }
        length = scaled.norm
        let excessBefore = excess
        excess = length - radius
        let isUnreachable = lower == 0 && excess <= excessBefore && excessBefore < 0
        if abs(excess) <= allowed || isUnreachable || round == TrustRegionStep.maximumRounds {
          break
        }
        let correction = TrustRegionStep.correction(triangle, d, scaled, length, excess, radius)
        if excess > 0 { lower = max(lower, damping) } else { upper = min(upper, damping) }
        damping = max(lower, damping + correction)
      }
    }
    move = linear.unpermuted(x).negated
    self.length = length
    self.damping = damping
  }

  /// φ / −φ′ · ‖D p‖ / Δ: how far λ must rise, with −φ′ = ‖S⁻ᵀ D² p‖² / ‖D p‖ and SᵀS = JᵀJ + λ D².
  private static func correction(
    _ triangle: UpperTriangle, _ d: [Double], _ scaled: [Double], _ length: Double,
    _ excess: Double, _ radius: Double
  ) -> Double {
    let direction = zip(d, scaled).map { $0 * $1 / length }
    let size = triangle.solveTransposed(direction).norm
    return excess / radius / size / size
  }
}
