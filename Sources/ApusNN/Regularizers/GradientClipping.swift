import ApusCore

/// How a trainer shortens gradients before each update.
public enum GradientClipping: Sendable, Hashable {
  /// Every element to −limit…limit; see ``clippedByValue(_:_:)``.
  case value(Double)
  /// Every parameter's gradient to a norm of at most the limit; see ``clippedByNorm(_:_:)``.
  case norm(Double)
  /// All gradients together to a norm of at most the limit; see ``clippedByGlobalNorm(_:_:)``.
  case globalNorm(Double)

  /// The shortened gradients. Traps on a negative limit.
  public func callAsFunction(_ gradients: [Tensor]) -> [Tensor] {
    switch self {
    case .value(let limit): clippedByValue(gradients, limit)
    case .norm(let limit): clippedByNorm(gradients, limit)
    case .globalNorm(let limit): clippedByGlobalNorm(gradients, limit)
    }
  }
}

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

/// Gradients whose norm taken together is at most `limit`: all times limit/‖g‖ where it is longer,
/// so that the direction stays.
///
/// Traps on a negative limit. Source: Pascanu et al. 2013; Keras 3 `global_clipnorm`; lecture S0,
/// gradient clipping.
public func clippedByGlobalNorm(_ gradients: [Tensor], _ limit: Double) -> [Tensor] {
  require(limit >= 0, "clippedByGlobalNorm: a limit of \(limit) is below 0")
  let norm = globalNorm(gradients)
  return norm > limit ? gradients.map { $0 * (limit / norm) } : gradients
}

/// ‖g‖ = √Σg² over all elements of all gradients.
public func globalNorm(_ gradients: [Tensor]) -> Double {
  gradients.reduce(0) { $0 + ($1 * $1).sum().item }.squareRoot()
}
