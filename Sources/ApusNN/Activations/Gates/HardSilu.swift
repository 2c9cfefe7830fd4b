import ApusCore

extension ActivationFunction {
  /// x min(max(x + 3, 0), 6) / 6, also called hard swish. Source: Howard et al. 2019.
  public static var hardSilu: ActivationFunction {
    ActivationFunction(
      library: "hardSilu", "x min(max(x + 3, 0), 6) / 6, also called hard swish"
    ) { HardSigmoidLinear()($0) }
  }
}

/// out = x min(max(x + 3, 0), 6) / 6
package struct HardSigmoidLinear: PointwiseActivation {
  package static let name = "hard_silu"
  package static let function = PointwiseFunction.hardSilu
  package func curvature(_ x: Tensor) -> Tensor? {
    ((x .> -3) .& (x .<= 3)).cast(to: x.dtype) * (1.0 / 3)
  }
}
