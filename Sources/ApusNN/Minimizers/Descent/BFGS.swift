import ApusCore

/// The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno: p = −H ∇f, where H approaches
/// the inverse of the Hessian.
///
/// After a step s = xₖ₊₁ − xₖ with y = ∇fₖ₊₁ − ∇fₖ, H becomes the matrix nearest to it that is
/// symmetric and meets the secant condition H y = s:
///
///     H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ,  ρ = 1 / ⟨s, y⟩
///
/// It begins as the identity and stays positive definite, because the Wolfe conditions make ⟨s,
/// y⟩ > 0. It stores n² numbers. Names, defaults and counts are those of
/// `scipy.optimize.minimize(method="BFGS")`.
///
/// Source: lecture S3, quasi-Newton methods, BFGS; Nocedal and Wright, algorithm 6.1.
public struct BFGS: Minimizer {
  /// When to stop.
  public var stopping: StoppingRules
  /// How far to go along a direction.
  public var lineSearch: any LineSearch
  /// The most bytes that H may take.
  public var memoryLimit: Int

  /// A method with these settings; see ``StoppingRules`` for what traps.
  public init(
    gradientTolerance: Double = 1e-5, functionTolerance: Double = 0,
    maximumIterations: Int? = nil, maximumEvaluations: Int = .max,
    lineSearch: any LineSearch = StrongWolfe(), memoryLimit: Int = minimizerMemoryLimit
  ) {
    stopping = StoppingRules(
      gradientTolerance: gradientTolerance, functionTolerance: functionTolerance,
      maximumIterations: maximumIterations, maximumEvaluations: maximumEvaluations)
    self.lineSearch = lineSearch
    self.memoryLimit = memoryLimit
  }

  /// Goes down from `start`; throws ``MinimizerError`` where n² numbers are more than
  /// ``memoryLimit``.
  public func minimize(_ objective: Objective, from start: [Double]) throws -> MinimizerResult {
    try MinimizerError.check(
      "BFGS", rows: start.count, columns: start.count, memoryLimit: memoryLimit,
      instead: "LBFGS, which stores no matrix")
    var rule = InverseHessian(count: start.count)
    return try Descent(stopping: stopping, lineSearch: lineSearch)
      .minimize(objective, from: start, by: &rule)
  }
}

/// H of ``BFGS`` and its directions.
private struct InverseHessian: DescentRule {
  private let count: Int
  /// H by rows; nil for the identity.
  private var matrix: [Double]?
  private var lastFall = FallOfLastStep()

  init(count: Int) { self.count = count }

  func direction(at iterate: Iterate, of objective: Objective) -> [Double] {
    product(with: iterate.gradient).negated
  }

  func firstStep(at iterate: Iterate, along direction: [Double], slope: Double) -> Double {
    lastFall.firstStep(at: iterate, slope: slope)
  }

  mutating func forget() -> Bool {
    defer { matrix = nil }
    return matrix != nil
  }

  mutating func learn(from before: Iterate, to after: Iterate, slope: Double) {
    lastFall.learn(from: before, to: after)
    let s = after.point.adding(-1, times: before.point)
    let y = after.gradient.adding(-1, times: before.gradient)
    let curvature = dot(s, y)
    // Only a search without slopes, or rounding, can leave a curvature that is not above 0.
    guard curvature > 0x1p-52 * -slope, curvature.isFinite else { return }
    // H − ρ (s hᵀ + h sᵀ) + (ρ + ρ² ⟨y, h⟩) s sᵀ with h = H y, row by row.
    let h = product(with: y)
    let rho = 1 / curvature
    let both = rho + rho * rho * dot(y, h)
    var updated = matrix ?? identity
    matrix = nil
    updated.withUnsafeMutableBufferPointer { rows in
      for row in 0..<count {
        let (ofS, ofH) = (both * s[row] - rho * h[row], rho * s[row])
        for column in 0..<count {
          rows[row * count + column] += ofS * s[column] - ofH * h[column]
        }
      }
    }
    matrix = updated
  }

  private var identity: [Double] {
    var elements = [Double](repeating: 0, count: count * count)
    for index in 0..<count { elements[index * count + index] = 1 }
    return elements
  }

  private func product(with vector: [Double]) -> [Double] {
    guard let matrix else { return vector }
    return matrix.withUnsafeBufferPointer { rows in
      vector.withUnsafeBufferPointer { vector in
        guard let rows = rows.baseAddress, let vector = vector.baseAddress else { return [] }
        return (0..<count).map { dot(rows + $0 * count, vector, count: count) }
      }
    }
  }
}
