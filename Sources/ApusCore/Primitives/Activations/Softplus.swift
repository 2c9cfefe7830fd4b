/// out = ln(1 + e^βx) / β = max(x, 0) + ln(1 + e^−|βx|) / β
package struct Softplus: PointwiseActivation {
  package static let name = "softplus"
  package static let function = PointwiseFunction.softplus
  package let beta: Double
  package var constants: PointwiseConstants { PointwiseConstants(beta) }
  package func curvature(_ x: Tensor) -> Tensor? {
    let s = sigmoid(x * beta)
    return s * (1 - s) * beta
  }
}

/// ln(1 + e^βx) / β, without overflow for any x. Whole numbers become float32.
///
/// - Parameters:
///   - x: any shape.
///   - beta: β above 0, how sharp the bend at 0 is; traps otherwise.
public func softplus(_ x: Tensor, beta: Double = 1) -> Tensor {
  require(beta > 0, "softplus: β is \(beta); it must be above 0")
  return Softplus(beta: beta)(x)
}
