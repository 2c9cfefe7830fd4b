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
private struct Softsign: PointwiseActivation {
  static let name = "softsign"
  static let function = PointwiseFunction.softsign
  func curvature(_ x: Tensor) -> Tensor? { sign(x) * -2 / pow(1 + x.absoluteValue, 3) }
}
