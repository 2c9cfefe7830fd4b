import ApusCore

extension ActivationFunction {
  /// arctan x, in (−π/2, π/2). Source: lecture S2, activation functions.
  public static var arctan: ActivationFunction {
    ActivationFunction(library: "arctan", "arctan x") { ArcTangentActivation()($0) }
  }
}

/// out = arctan x, with a slope that needs one pass only
package struct ArcTangentActivation: PointwiseActivation {
  package static let name = "arctan"
  package static let function = PointwiseFunction.arctan
  package func curvature(_ x: Tensor) -> Tensor? {
    let denominator = 1 + x * x
    return x * -2 / (denominator * denominator)
  }
}
