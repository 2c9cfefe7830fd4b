import ApusCore

/// The conjugate gradient method for functions that are not quadratic: p₀ = −∇f₀, pₖ = −∇fₖ + βₖ
/// pₖ₋₁.
///
/// With g = ∇fₖ and h = ∇fₖ₋₁, β is one of ``Formula``. Where p would not go down by a hundredth of
/// ‖g‖² at least, it begins anew with −g. It stores three vectors. Names, defaults and counts are
/// those of `scipy.optimize.minimize(method="CG")`, which has Polak and Ribière's formula only.
///
/// Source: lecture S3, conjugate gradient method; Nocedal and Wright, section 5.2.
public struct NonlinearConjugateGradient: Minimizer {
  /// The formula of β.
  public enum Formula: String, Sendable, Hashable, CaseIterable {
    /// β = ⟨g, g⟩ / ⟨h, h⟩. Source: Fletcher and Reeves 1964.
    case fletcherReeves
    /// β = max(0, ⟨g, g − h⟩ / ⟨h, h⟩): begins anew by itself where a step has brought little.
    /// Source: Polak and Ribière 1969; Powell 1984.
    case polakRibierePlus
  }

  /// The formula of β.
  public var formula: Formula
  /// When to stop.
  public var stopping: StoppingRules
  /// How far to go along a direction.
  public var lineSearch: any LineSearch

  /// A method with these settings; see ``StoppingRules`` for what traps.
  ///
  /// - Parameters:
  ///   - lineSearch: must bring the slope down well, else directions are not conjugate: c₂ below
  ///     0.5.
  public init(
    _ formula: Formula = .polakRibierePlus, gradientTolerance: Double = 1e-5,
    functionTolerance: Double = 0, maximumIterations: Int? = nil, maximumEvaluations: Int = .max,
    lineSearch: any LineSearch = StrongWolfe(curvature: 0.4)
  ) {
    self.formula = formula
    stopping = StoppingRules(
      gradientTolerance: gradientTolerance, functionTolerance: functionTolerance,
      maximumIterations: maximumIterations, maximumEvaluations: maximumEvaluations)
    self.lineSearch = lineSearch
  }

  /// Goes down from `start`.
  public func minimize(_ objective: Objective, from start: [Double]) throws -> MinimizerResult {
    var rule = ConjugateDirections(formula: formula)
    return try Descent(stopping: stopping, lineSearch: lineSearch)
      .minimize(objective, from: start, by: &rule)
  }
}

/// The directions of ``NonlinearConjugateGradient``.
private struct ConjugateDirections: DescentRule {
  private let formula: NonlinearConjugateGradient.Formula
  private var last: (direction: [Double], gradient: [Double])?
  private var isSteepest = true
  private var lastFall = FallOfLastStep()

  init(formula: NonlinearConjugateGradient.Formula) { self.formula = formula }

  mutating func direction(at iterate: Iterate, of objective: Objective) -> [Double] {
    let g = iterate.gradient
    var direction = g.negated
    isSteepest = true
    if let last {
      let h = last.gradient
      let square = dot(h, h)
      let beta =
        switch formula {
        case .fletcherReeves: dot(g, g) / square
        case .polakRibierePlus: max(0, dot(g, g.adding(-1, times: h)) / square)
        }
      let conjugate = direction.adding(beta, times: last.direction)
      if dot(conjugate, g) <= -0.01 * dot(g, g) {
        direction = conjugate
        isSteepest = beta == 0
      }
    }
    last = (direction, g)
    return direction
  }

  func firstStep(at iterate: Iterate, along direction: [Double], slope: Double) -> Double {
    lastFall.firstStep(at: iterate, slope: slope)
  }

  mutating func learn(from before: Iterate, to after: Iterate, slope: Double) {
    lastFall.learn(from: before, to: after)
  }

  mutating func forget() -> Bool {
    last = nil
    return !isSteepest
  }
}
