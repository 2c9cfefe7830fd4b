import ApusCore

extension ActivationFunction {
  /// x, the identity. Source: lecture S2, activation functions.
  public static let linear = ActivationFunction(
    library: "linear", "x", fused: FusedActivation.none
  ) { $0 }
}
