import ApusCore

/// Solves A x = b for a symmetric positive definite A of which only products A v are known.
///
/// rₖ = b − A xₖ, pₖ = M rₖ + βₖ pₖ₋₁ with βₖ = ⟨rₖ, M rₖ⟩ / ⟨rₖ₋₁, M rₖ₋₁⟩, xₖ₊₁ = xₖ + αₖ pₖ with
/// αₖ = ⟨rₖ, M rₖ⟩ / ⟨pₖ, A pₖ⟩: the directions p are conjugate, ⟨pᵢ, A pⱼ⟩ = 0, so that n steps
/// are enough but for rounding. M is the preconditioner, A's inverse roughly. With a Hessian-vector
/// product for A it gives Newton's step without a Hessian:
///
/// ```swift
/// func f(_ x: Tensor) -> Tensor { (x * x * x).sum() }
/// let g = gradient(at: x, of: f)
/// let solution = LinearConjugateGradient().solve(-g) { v in
///   hessianVectorProduct(at: x, vector: v, of: f)
/// }
/// ```
///
/// Names and defaults are those of `scipy.sparse.linalg.cg`.
/// Source: Hestenes and Stiefel 1952; lecture S3, conjugate gradient method; Nocedal and Wright,
/// algorithm 5.3.
public struct LinearConjugateGradient: Sendable {
  /// Stops where ‖r‖ is at most this times ‖b‖ (`rtol`).
  public var relativeTolerance: Double
  /// Stops where ‖r‖ is at most this (`atol`).
  public var absoluteTolerance: Double
  /// The greatest number of steps (`maxiter`); nil: ten for each unknown.
  public var maximumIterations: Int?

  /// A solver; traps where a tolerance or the limit is negative.
  public init(
    relativeTolerance: Double = 1e-5, absoluteTolerance: Double = 0, maximumIterations: Int? = nil
  ) {
    require(
      relativeTolerance >= 0 && absoluteTolerance >= 0 && maximumIterations ?? 0 >= 0,
      "LinearConjugateGradient: tolerances and the limit must be 0 or more")
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
    self.maximumIterations = maximumIterations
  }

  /// Why the solver stopped.
  public enum StopReason: String, Sendable, Hashable {
    /// The residual is as small as asked for.
    case residualTolerance
    /// The number of steps reached its limit.
    case iterationLimit
    /// ⟨p, A p⟩ ≤ 0 for some p: A or the preconditioner is not positive definite.
    case notPositiveDefinite
    /// A product or b has an element that is infinite or NaN.
    case notFinite
  }

  /// What the solver found.
  public struct Solution: Sendable {
    /// x, of b's type.
    public let x: Tensor
    /// ‖b − A x‖, as the steps have summed it up.
    public let residualNorm: Double
    /// Steps taken; each is one product with A.
    public let iterations: Int
    /// Why it stopped.
    public let stop: StopReason
  }

  /// Solves A x = b.
  ///
  /// - Parameters:
  ///   - b: of float32 or float64 and any shape; traps otherwise.
  ///   - start: the first x, of b's type; zeros where nil.
  ///   - preconditioner: v → M v, symmetric and positive definite; the identity unless told.
  ///   - product: v → A v; takes and gives tensors of b's shape.
  public func solve(
    _ b: Tensor, from start: Tensor? = nil, preconditioner: (Tensor) -> Tensor = { $0 },
    product: (Tensor) throws -> Tensor
  ) rethrows -> Solution {
    let layout = ParameterVector([b.type], of: "LinearConjugateGradient")
    func apply(_ function: (Tensor) throws -> Tensor, _ v: [Double]) rethrows -> [Double] {
      let result = try function(layout.tensors(v)[0])
      require(
        result.shape == b.shape,
        "LinearConjugateGradient: a product of shape \(result.shape) for a vector of \(b.shape)")
      return result.doubles
    }
    var x = [Double](repeating: 0, count: b.elementCount)
    var residual = b.doubles
    if let start {
      require(
        start.type == b.type, "LinearConjugateGradient: a start of \(start.type) for \(b.type)")
      x = start.doubles
      residual.add(-1, times: try apply(product, x))
    }
    let tolerance = max(absoluteTolerance, relativeTolerance * b.doubles.norm)
    let limit = maximumIterations ?? 10 * x.count
    var direction: [Double] = []
    var previous = 0.0
    var iterations = 0
    func stopped(_ stop: StopReason) -> Solution {
      Solution(
        x: layout.tensors(x)[0], residualNorm: residual.norm, iterations: iterations, stop: stop)
    }
    while true {
      let size = residual.norm
      guard size.isFinite else { return stopped(.notFinite) }
      if size <= tolerance { return stopped(.residualTolerance) }
      if iterations == limit { return stopped(.iterationLimit) }
      let z = apply(preconditioner, residual)
      let now = dot(residual, z)
      guard now.isFinite else { return stopped(.notFinite) }
      guard now > 0 else { return stopped(.notPositiveDefinite) }
      direction = iterations == 0 ? z : z.adding(now / previous, times: direction)
      let image = try apply(product, direction)
      let curvature = dot(direction, image)
      guard curvature.isFinite else { return stopped(.notFinite) }
      guard curvature > 0 else { return stopped(.notPositiveDefinite) }
      let step = now / curvature
      x.add(step, times: direction)
      residual.add(-step, times: image)
      previous = now
      iterations += 1
    }
  }
}
