import ApusCore

extension ActivationFunction {
  /// eˣⁱ / Σⱼ eˣʲ along the last axis. Source: Bridle 1990; lecture S2, classification.
  public static var softmax: ActivationFunction {
    ActivationFunction(
      library: "softmax", "eˣⁱ / Σⱼ eˣʲ along the last axis"
    ) { ApusCore.softmax($0, axis: -1) }
  }

  /// xᵢ − ln Σⱼ eˣʲ along the last axis: the logarithm of ``softmax``.
  public static var logSoftmax: ActivationFunction {
    ActivationFunction(
      library: "logSoftmax", "xᵢ − ln Σⱼ eˣʲ along the last axis"
    ) { ApusCore.logSoftmax($0, axis: -1) }
  }
}
