import ApusCore

/// Gradients whose elements lie in −limit…limit.
///
/// Traps on a negative limit. Source: Keras 3 `clipvalue`; lecture S0, exploding gradients.
public func clippedByValue(_ gradients: [Tensor], _ limit: Double) -> [Tensor] {
  require(limit >= 0, "clippedByValue: a limit of \(limit) is below 0")
  return gradients.map { $0.clamped(from: -limit, to: limit) }
}

/// Each gradient with ‖g‖ ≤ limit by itself: g · limit/‖g‖ where it is longer.
///
/// Traps on a negative limit. Source: Keras 3 `clipnorm`.
public func clippedByNorm(_ gradients: [Tensor], _ limit: Double) -> [Tensor] {
  gradients.flatMap { clippedByGlobalNorm([$0], limit) }
}

/// Gradients whose norm taken together is at most `limit`: all times limit/‖g‖ where it is longer, so that the
/// direction stays.
///
/// Traps on a negative limit. Source: Pascanu et al. 2013; Keras 3 `global_clipnorm`; lecture S0, gradient clipping.
public func clippedByGlobalNorm(_ gradients: [Tensor], _ limit: Double) -> [Tensor] {
  require(limit >= 0, "clippedByGlobalNorm: a limit of \(limit) is below 0")
  let norm = globalNorm(gradients)
  return norm > limit ? gradients.map { $0 * (limit / norm) } : gradients
}

/// ‖g‖ = √Σg² over all elements of all gradients.
public func globalNorm(_ gradients: [Tensor]) -> Double {
  gradients.reduce(0) { $0 + ($1 * $1).sum().item }.squareRoot()
}
