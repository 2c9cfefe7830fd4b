import ApusCore

extension ActivationFunction {
  /// x/6 + ½ between 0 and 1.
  public static var hardSigmoid: ActivationFunction {
    ActivationFunction(
      library: "hardSigmoid", "x/6 + ½ between 0 and 1"
    ) { Ramp(slope: 1.0 / 6, offset: 0.5, lower: 0, upper: 1)($0) }
  }

  /// x between −1 and 1.
  public static var hardTanh: ActivationFunction {
    ActivationFunction(library: "hardTanh", "x between −1 and 1") {
      Ramp(slope: 1, offset: 0, lower: -1, upper: 1)($0)
    }
  }

  /// x between 0 and 6. Source: Howard et al. 2017.
  public static var relu6: ActivationFunction {
    ActivationFunction(library: "relu6", "x between 0 and 6") {
      Ramp(slope: 1, offset: 0, lower: 0, upper: 6)($0)
    }
  }

  /// (x + 1)/2 between 0 and 1.
  public static var sparseSigmoid: ActivationFunction {
    ActivationFunction(
      library: "sparseSigmoid", "(x + 1)/2 between 0 and 1"
    ) { Ramp(slope: 0.5, offset: 0.5, lower: 0, upper: 1)($0) }
  }
}

/// out = slope x + offset between the bounds; the gradient is 0 on them and beyond
private struct Ramp: PointwiseActivation {
  static let name = "ramp"
  static let function = PointwiseFunction.ramp
  let slope: Double
  let offset: Double
  let lower: Double
  let upper: Double
  var constants: PointwiseConstants { PointwiseConstants(slope, offset, lower, upper) }
}
