import ApusCore

extension ActivationFunction {
  /// (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). Source: lecture S2, multilayer perceptron.
  public static var tanh: ActivationFunction {
    ActivationFunction(
      library: "tanh", "(e^βx − e^−βx) / (e^βx + e^−βx); tanh(β), usually 1", fused: .tanh,
      Constant(1)
    ) { constants in
      if constants[0] == 1 { return { ApusCore.tanh($0) } }
      return { ScaledTanh(beta: constants[0])($0) }
    }
  }

  /// tanh βx with the slope β.
  public static func tanh(beta: Double) -> ActivationFunction { tanh.with(beta) }
}

/// out = tanh βx
package struct ScaledTanh: PointwiseActivation {
  package static let name = "scaled_tanh"
  package static let function = PointwiseFunction.scaledTanh
  package let beta: Double
  package var constants: PointwiseConstants { PointwiseConstants(beta) }
  package func curvature(_ x: Tensor) -> Tensor? {
    let t = tanh(x * beta)
    return t * (1 - t * t) * (-2 * beta * beta)
  }
}
