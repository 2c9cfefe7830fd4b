import ApusCore

extension ActivationFunction {
  /// x where x > 0, eˣ − 1 elsewhere. Source: Clevert et al. 2016; lecture S4.
  public static var elu: ActivationFunction {
    ActivationFunction(
      library: "elu", "x where x > 0, α(eˣ − 1) elsewhere; elu(α), usually 1", Constant(1)
    ) { constants in { ExponentialLinear(negative: constants[0])($0) } }
  }

  /// x where x > 0, α(eˣ − 1) elsewhere.
  public static func elu(alpha: Double) -> ActivationFunction { elu.with(alpha) }

  /// λx where x > 0, λα(eˣ − 1) elsewhere; λ = 1.0507…, α = 1.6733…. Source: Klambauer et al. 2017;
  /// lecture S4.
  public static var selu: ActivationFunction {
    ActivationFunction(
      library: "selu", "λx where x > 0, λα(eˣ − 1) elsewhere; λ = 1.0507…, α = 1.6733…"
    ) {
      let scale = 1.0507009873554805
      return ExponentialLinear(positive: scale, negative: scale * 1.6732632423543772)($0)
    }
  }

  /// max(x, 0) + min(eˣ − 1, 0). Source: Barron 2017.
  public static var celu: ActivationFunction {
    ActivationFunction(
      library: "celu", "x where x > 0, α(e^(x/α) − 1) elsewhere; celu(α), usually 1",
      Constant(1, in: 1e-6...1e6)
    ) { constants in { ExponentialLinear(negative: constants[0], rate: 1 / constants[0])($0) } }
  }

  /// x where x > 0, α(e^(x/α) − 1) elsewhere: smooth at 0 for every α above 0.
  public static func celu(alpha: Double) -> ActivationFunction { celu.with(alpha) }
}

/// out = x > 0 ? positive x : negative (e^(rate x) − 1)
package struct ExponentialLinear: PointwiseActivation {
  package static let name = "exponential_linear"
  package static let function = PointwiseFunction.exponentialLinear
  package var positive = 1.0
  package let negative: Double
  package var rate = 1.0
  package var constants: PointwiseConstants { PointwiseConstants(positive, negative, rate) }
  package func curvature(_ x: Tensor) -> Tensor? {
    // The exponential is taken of min(x, 0) only, so that the branch not taken cannot overflow.
    let branch = exp(relu(-x) * -rate) * (negative * rate * rate)
    return select(x .> 0, 0, branch)
  }
}
