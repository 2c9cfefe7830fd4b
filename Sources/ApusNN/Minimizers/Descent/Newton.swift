import ApusCore

/// Newton's method with line search: p = −(∇²f + τ I)⁻¹ ∇f.
///
/// f is replaced by its second-order Taylor polynomial at x, whose minimum is at x + p with τ = 0;
/// a line search then says how far to go along p. Where the Hessian is not positive definite, at
/// saddle points above all, the polynomial has no minimum: the smallest τ of a rising sequence is
/// added to the diagonal for which Cholesky's method succeeds, so that p goes down. Near a minimum
/// it converges quadratically; on a quadratic function it takes one step.
///
/// An iteration takes n Hessian-vector products and n³/6 multiplications, and stores 2 n² numbers.
///
/// Source: lecture S3, Newton's method; Nocedal and Wright, algorithms 3.2 and 3.3.
public struct Newton: Minimizer {
  /// When to stop.
  public var stopping: StoppingRules
  /// How far to go along a direction.
  public var lineSearch: any LineSearch
  /// The most bytes that the Hessian may take; its factor takes as many.
  public var memoryLimit: Int

  /// A method with these settings; see ``StoppingRules`` for what traps.
  public init(
    gradientTolerance: Double = 1e-5, functionTolerance: Double = 0,
    maximumIterations: Int? = nil, maximumEvaluations: Int = .max,
    lineSearch: any LineSearch = Backtracking(), memoryLimit: Int = minimizerMemoryLimit
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
      "Newton", rows: start.count, columns: start.count, memoryLimit: memoryLimit,
      instead: "LBFGS, which stores no matrix")
    var rule = NewtonDirections()
    return try Descent(stopping: stopping, lineSearch: lineSearch)
      .minimize(objective, from: start, by: &rule)
  }
}

private struct NewtonDirections: DescentRule {
  func direction(at iterate: Iterate, of objective: Objective) throws -> [Double] {
    let count = iterate.point.count
    let hessian = try objective.hessian(at: iterate.point)
    let largest = hessian.greatestMagnitude
    // β of algorithm 3.3, as a share of the Hessian's size.
    let least = 1e-3 * (largest == 0 ? 1 : largest)
    let lowest = (0..<count).map { hessian[$0 * count + $0] }.min() ?? 0
    var shift = lowest > 0 ? 0 * least : least - lowest  // Not finite where the Hessian is not.
    while shift.isFinite {
      if let factor = Cholesky(hessian, order: count, addingToDiagonal: shift) {
        return factor.solve(iterate.gradient).negated
      }
      shift = max(2 * shift, least)
    }
    return [Double](repeating: .nan, count: count)
  }
}
