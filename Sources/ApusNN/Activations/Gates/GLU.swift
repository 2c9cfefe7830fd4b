import ApusCore

extension ActivationFunction {
  /// a / (1 + e⁻ᵇ) for the halves a, b of the last axis, whose extent must be even. Source: Dauphin
  /// et al. 2017.
  public static var glu: ActivationFunction {
    ActivationFunction(
      library: "glu", "a / (1 + e⁻ᵇ) for the halves a, b of the last axis", ApusCore.glu)
  }
}
