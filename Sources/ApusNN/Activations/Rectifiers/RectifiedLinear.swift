import ApusCore

extension ActivationFunction {
  /// max(x, 0), the rectified linear unit. Source: Nair & Hinton 2010; lecture S4.
  public static var relu: ActivationFunction {
    ActivationFunction(library: "relu", "max(x, 0)", fused: .relu) {
      ApusCore.relu($0)
    }
  }
}
