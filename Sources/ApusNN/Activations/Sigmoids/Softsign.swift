import ApusCore

extension ActivationFunction {
  /// x / (1 + |x|). Source: Turian et al. 2009.
  public static var softsign: ActivationFunction {
    ActivationFunction(library: "softsign", "x / (1 + |x|)") {
      Softsign()($0)
    }
  }
}

/// out = x / (1 + |x|)
package struct Softsign: PointwiseActivation {
  package static let name = "softsign"
  package static let function = PointwiseFunction.softsign
  package func curvature(_ x: Tensor) -> Tensor? { sign(x) * -2 / pow(1 + x.absoluteValue, 3) }
}
