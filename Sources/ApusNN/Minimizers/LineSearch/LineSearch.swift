import ApusCore

/// How far to go along a direction.
public protocol LineSearch: Sendable {
  /// A step α > 0 that lowers f enough along `ray`; nil where none is found.
  ///
  /// - Parameters:
  ///   - first: the step to try first, above 0.
  func search(along ray: Ray, first: Double) throws -> RayPoint?
}

/// A function along a direction: φ(α) = f(x + α p), φ′(α) = ⟨∇f(x + α p), p⟩.
public final class Ray {
  private let objective: Objective
  private let origin: [Double]
  private let direction: [Double]
  /// φ(0).
  public let value: Double
  /// φ′(0), below 0.
  public let slope: Double
  /// Whether the last value or slope asked for was infinite or NaN.
  public private(set) var endedNotFinite = false

  /// The ray from x = `origin`, where f is `value`, along p = `direction`.
  init(_ objective: Objective, from origin: Iterate, along direction: [Double], slope: Double) {
    self.objective = objective
    self.origin = origin.point
    self.direction = direction
    self.value = origin.value
    self.slope = slope
  }

  /// φ(α) without a slope.
  public func value(at step: Double) throws -> RayPoint {
    let point = origin.adding(step, times: direction)
    let value = try objective.value(at: point)
    endedNotFinite = !value.isFinite
    return RayPoint(step: step, value: value, slope: nil, point: point, gradient: nil)
  }

  /// φ(α) and φ′(α).
  public func valueAndSlope(at step: Double) throws -> RayPoint {
    let point = origin.adding(step, times: direction)
    let (value, gradient) = try objective.valueAndGradient(at: point)
    let slope = dot(gradient, direction)
    endedNotFinite = !(value.isFinite && slope.isFinite)
    return RayPoint(step: step, value: value, slope: slope, point: point, gradient: gradient)
  }
}

/// A place on a ``Ray``.
public struct RayPoint: Sendable {
  /// α.
  public let step: Double
  /// φ(α).
  public let value: Double
  /// φ′(α), where it was asked for.
  public let slope: Double?
  /// x + α p.
  public let point: [Double]
  /// ∇f there, where it was computed.
  public let gradient: [Double]?
}

/// Where a minimizer stands.
struct Iterate {
  var point: [Double]
  var value: Double
  var gradient: [Double]
}
