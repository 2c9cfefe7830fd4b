import ApusCore

extension ActivationFunction {
  /// x, the identity. Source: lecture S2, activation functions.
  public static var linear: ActivationFunction {
    ActivationFunction(
      library: "linear", "x", fused: FusedActivation.none
    ) { $0 }
  }
}
