import ApusCore

extension ActivationFunction {
  /// x / (1 + e⁻ˣ). Source: Elfwing et al. 2017; lecture S4.
  public static var silu: ActivationFunction {
    ActivationFunction(library: "silu", "x / (1 + e⁻ˣ), swish of β = 1") {
      SigmoidLinear(beta: 1)($0)
    }
  }

  /// x / (1 + e⁻ˣ), the same as ``silu``; see ``swish(beta:)``.
  public static var swish: ActivationFunction {
    ActivationFunction(
      library: "swish", "x / (1 + e^−βx); swish(β), usually 1", Constant(1)
    ) { constants in { SigmoidLinear(beta: constants[0])($0) } }
  }

  /// x / (1 + e^−βx): x/2 at β = 0, near max(x, 0) for great β. The layer `Swish` learns β. Source:
  /// Ramachandran et al. 2017; lecture S4.
  public static func swish(beta: Double) -> ActivationFunction { swish.with(beta) }
}

/// out = x σ(βx)
package struct SigmoidLinear: PointwiseActivation {
  package static let name = "swish"
  package static let function = PointwiseFunction.swish
  package let beta: Double
  package var constants: PointwiseConstants { PointwiseConstants(beta) }
  package func curvature(_ x: Tensor) -> Tensor? {
    let s = sigmoid(x * beta)
    return s * (1 - s) * (x * (1 - s * 2) * beta + 2) * beta
  }
}
