import ApusCore

extension ActivationFunction {
  /// x/6 + ½ between 0 and 1, as in Keras 3 and PyTorch.
  public static var hardSigmoid: ActivationFunction {
    ActivationFunction(
      library: "hardSigmoid", "αx + ½ between 0 and 1; hardSigmoid(α), usually 1/6",
      Constant(1.0 / 6)
    ) { constants in { Ramp(slope: constants[0], offset: 0.5, lower: 0, upper: 1)($0) } }
  }

  /// `slope`·x + ½ between 0 and 1; a slope of 0.2 in Keras 2.
  public static func hardSigmoid(slope: Double) -> ActivationFunction { hardSigmoid.with(slope) }

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
package struct Ramp: PointwiseActivation {
  package static let name = "ramp"
  package static let function = PointwiseFunction.ramp
  package let slope: Double
  package let offset: Double
  package let lower: Double
  package let upper: Double
  package var constants: PointwiseConstants { PointwiseConstants(slope, offset, lower, upper) }
}
