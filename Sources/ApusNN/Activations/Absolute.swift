import ApusCore

extension ActivationFunction {
  /// |x|, which folds the line onto one side. Its slope at 0 is 0. Source: lecture S3:17, folding.
  public static var absolute: ActivationFunction {
    ActivationFunction(library: "absolute", "|x|") { $0.absoluteValue }
  }
}
