import ApusCore

extension ActivationFunction {
  /// x tanh(ln(1 + eˣ)). Source: Misra 2019; lecture S4.
  public static var mish: ActivationFunction {
    ActivationFunction(library: "mish", "x tanh(ln(1 + eˣ))") { Mish()($0) }
  }
}

/// out = x tanh(ln(1 + eˣ))
package struct Mish: PointwiseActivation {
  package static let name = "mish"
  package static let function = PointwiseFunction.mish
  package func curvature(_ x: Tensor) -> Tensor? {
    let t = tanh(softplus(x))
    let s = sigmoid(x)
    return (1 - t * t) * s * (x * (1 - s - t * s * 2) + 2)
  }
}
