import ApusCore

extension ActivationFunction {
  /// x Φ(x) with the normal distribution function Φ, exactly. Source: Hendrycks & Gimpel 2016;
  /// lecture S4.
  public static var gelu: ActivationFunction {
    ActivationFunction(
      library: "gelu", "x Φ(x) with the normal distribution function Φ, exactly"
    ) { GaussianErrorLinear()($0) }
  }

  /// x Φ(x) by a formula of tanh: Keras's `gelu(approximate=True)`, within 5·10⁻⁴ of ``gelu``.
  /// Source: Hendrycks & Gimpel 2016.
  public static var geluTanh: ActivationFunction {
    ActivationFunction(
      library: "geluTanh", "½x (1 + tanh(√(2/π) (x + 0.044715 x³))), near gelu"
    ) { GaussianErrorLinearByTanh()($0) }
  }

  /// x / (1 + e^−1.702x), within 0.021 of ``gelu``. Source: Hendrycks & Gimpel 2016; lecture S4.
  public static var geluSigmoid: ActivationFunction {
    ActivationFunction(
      library: "geluSigmoid", "x / (1 + e^−1.702x), near gelu"
    ) { SigmoidLinear(beta: 1.702)($0) }
  }
}

/// out = x Φ(x)
package struct GaussianErrorLinear: PointwiseActivation {
  package static let name = "gelu"
  package static let function = PointwiseFunction.gelu
  package func curvature(_ x: Tensor) -> Tensor? {
    // φ(x) (2 − x²) with the density φ.
    exp(x * x * -0.5) * (2 - x * x) * 0.3989422804014327
  }
}

/// out = x σ(u) with u = 2 √(2/π) (x + 0.044715 x³), since ½(1 + tanh v) = σ(2v)
package struct GaussianErrorLinearByTanh: PointwiseActivation {
  package static let name = "gelu_tanh"
  package static let function = PointwiseFunction.geluTanh
  package func curvature(_ x: Tensor) -> Tensor? {
    let scale = 1.5957691216057308
    let square = x * x
    let s = sigmoid(x * (1 + square * 0.044715) * scale)
    let slope = s * (1 - s)
    let inner = (1 + square * 0.134145) * scale
    let bend: Tensor = (1 - s * 2) * inner * inner + x * (0.26829 * scale)
    return slope * (inner * 2 + x * bend)
  }
}
