import ApusCore

extension ActivationFunction {
  /// eˣ.
  public static let exponential = ActivationFunction(library: "exponential", "eˣ") { exp($0) }
}
