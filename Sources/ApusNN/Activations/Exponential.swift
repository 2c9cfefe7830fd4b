import ApusCore

extension ActivationFunction {
  /// eˣ.
  public static var exponential: ActivationFunction {
    ActivationFunction(library: "exponential", "eˣ") { exp($0) }
  }
}
