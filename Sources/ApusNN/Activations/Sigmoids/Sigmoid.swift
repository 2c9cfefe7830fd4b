import ApusCore

extension ActivationFunction {
  /// 1 / (1 + e⁻ˣ), the logistic function. Source: lecture S2, multilayer perceptron.
  public static var sigmoid: ActivationFunction {
    ActivationFunction(
      library: "sigmoid", "1 / (1 + e^−βx); sigmoid(β), usually 1", fused: .sigmoid, Constant(1)
    ) { constants in
      if constants[0] == 1 { return { ApusCore.sigmoid($0) } }
      return { Logistic(beta: constants[0])($0) }
    }
  }

  /// 1 / (1 + e^−βx) with the slope β, whose size decides how near it is to a step.
  public static func sigmoid(beta: Double) -> ActivationFunction { sigmoid.with(beta) }
}

/// out = σ(βx)
package struct Logistic: PointwiseActivation {
  package static let name = "logistic"
  package static let function = PointwiseFunction.logistic
  package let beta: Double
  package var constants: PointwiseConstants { PointwiseConstants(beta) }
  package func curvature(_ x: Tensor) -> Tensor? {
    let s = sigmoid(x * beta)
    return s * (1 - s) * (1 - s * 2) * (beta * beta)
  }
}
