import ApusCore

/// BFGS of limited memory: H is never stored, its product with the gradient is computed from the
/// last m pairs of steps s and changes of the gradient y.
///
/// With γ = ⟨s, y⟩ / ⟨y, y⟩ of the last pair and q = ∇f, from the newest pair to the oldest αᵢ = ρᵢ
/// ⟨sᵢ, q⟩, q ← q − αᵢ yᵢ; then q ← γ q; from the oldest to the newest q ← q + sᵢ (αᵢ − ρᵢ ⟨yᵢ,
/// q⟩); p = −q. That is H of ``BFGS`` begun anew from γ I m steps ago: 4 m n multiplications and 2
/// m n numbers. For models of any size.
///
/// Names, defaults and counts are those of `scipy.optimize.minimize(method="L-BFGS-B")` without
/// bounds.
///
/// Source: lecture S3, quasi-Newton methods, L-BFGS; Liu and Nocedal 1989; Nocedal and Wright,
/// algorithm 7.5.
public struct LBFGS: Minimizer {
  /// m, how many pairs are kept (`maxcor`).
  public var memory: Int
  /// When to stop.
  public var stopping: StoppingRules
  /// How far to go along a direction.
  public var lineSearch: any LineSearch

  /// SciPy's search for this method: at most 20 trials, an interval of a tenth is short enough.
  public static let lineSearch = StrongWolfe(
    sufficientDecrease: 1e-3, curvature: 0.9, intervalTolerance: 0.1, maximumStep: 1e10,
    maximumEvaluations: 20)

  /// A method with these settings; traps where `memory` is below 1. See ``StoppingRules`` for what
  /// else does.
  public init(
    memory: Int = 10, gradientTolerance: Double = 1e-5,
    functionTolerance: Double = 2.220446049250313e-9, maximumIterations: Int? = 15_000,
    maximumEvaluations: Int = 15_000, lineSearch: any LineSearch = LBFGS.lineSearch
  ) {
    require(memory > 0, "LBFGS: a memory of \(memory); it needs a pair at least")
    self.memory = memory
    stopping = StoppingRules(
      gradientTolerance: gradientTolerance, functionTolerance: functionTolerance,
      maximumIterations: maximumIterations, maximumEvaluations: maximumEvaluations)
    self.lineSearch = lineSearch
  }

  /// Goes down from `start`.
  public func minimize(_ objective: Objective, from start: [Double]) throws -> MinimizerResult {
    var rule = LimitedMemory(capacity: memory)
    return try Descent(stopping: stopping, lineSearch: lineSearch)
      .minimize(objective, from: start, by: &rule)
  }
}

/// The pairs of ``LBFGS`` and its directions.
struct LimitedMemory: DescentRule {
  /// A step s, the change y of the gradient along it, and ρ = 1 / ⟨s, y⟩.
  struct Pair {
    let s: [Double]
    let y: [Double]
    let rho: Double
  }

  private let capacity: Int
  /// From the oldest to the newest.
  private(set) var pairs: [Pair] = []

  init(capacity: Int) { self.capacity = capacity }

  func direction(at iterate: Iterate, of objective: Objective) -> [Double] {
    direction(against: iterate.gradient)
  }

  /// −H times a gradient.
  func direction(against gradient: [Double]) -> [Double] {
    var q = gradient
    var alphas: [Double] = []
    for pair in pairs.reversed() {
      let alpha = pair.rho * dot(pair.s, q)
      alphas.append(alpha)
      q.add(-alpha, times: pair.y)
    }
    if let newest = pairs.last {
      q = q.scaled(by: 1 / (newest.rho * dot(newest.y, newest.y)))
    }
    for (pair, alpha) in zip(pairs, alphas.reversed()) {
      q.add(alpha - pair.rho * dot(pair.y, q), times: pair.s)
    }
    return q.negated
  }

  /// A steepest descent has no length of its own: it begins with a step of length 1.
  func firstStep(at iterate: Iterate, along direction: [Double], slope: Double) -> Double {
    pairs.isEmpty ? 1 / direction.norm : 1
  }

  mutating func learn(from before: Iterate, to after: Iterate, slope: Double) {
    add(
      step: after.point.adding(-1, times: before.point),
      change: after.gradient.adding(-1, times: before.gradient), above: 0x1p-52 * -slope)
  }

  /// Takes in a pair whose ⟨s, y⟩ is above `least`; the oldest goes where there is no room.
  mutating func add(step s: [Double], change y: [Double], above least: Double) {
    let curvature = dot(s, y)
    guard curvature > least, curvature.isFinite else { return }
    if pairs.count == capacity { pairs.removeFirst() }
    pairs.append(Pair(s: s, y: y, rho: 1 / curvature))
  }

  mutating func forget() -> Bool {
    defer { pairs = [] }
    return !pairs.isEmpty
  }
}
