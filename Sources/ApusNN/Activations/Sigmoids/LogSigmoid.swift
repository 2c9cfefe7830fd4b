import ApusCore

extension ActivationFunction {
  /// −ln(1 + e⁻ˣ), the logarithm of the logistic function.
  public static var logSigmoid: ActivationFunction {
    ActivationFunction(library: "logSigmoid", "−ln(1 + e⁻ˣ)") {
      LogSigmoid()($0)
    }
  }
}

/// out = −ln(1 + e⁻ˣ)
package struct LogSigmoid: PointwiseActivation {
  package static let name = "log_sigmoid"
  package static let function = PointwiseFunction.logSigmoid
  package func curvature(_ x: Tensor) -> Tensor? {
    let s = sigmoid(x)
    return s * (s - 1)
  }
}
