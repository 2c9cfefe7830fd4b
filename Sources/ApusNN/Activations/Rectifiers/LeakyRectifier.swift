import ApusCore

extension ActivationFunction {
  /// x where x > 0, 0.2 x elsewhere, so that no unit dies. Source: Maas et al. 2013; lecture S4.
  public static var leakyReLU: ActivationFunction {
    ActivationFunction(
      library: "leakyReLU", "x where x > 0, αx elsewhere; leakyReLU(α), usually 0.2", Constant(0.2)
    ) { constants in { LeakyRectifier(slope: constants[0])($0) } }
  }

  /// x where x > 0, `slope`·x elsewhere.
  public static func leakyReLU(slope: Double) -> ActivationFunction { leakyReLU.with(slope) }
}

/// out = x > 0 ? x : slope x
package struct LeakyRectifier: PointwiseActivation {
  package static let name = "leaky_relu"
  package static let function = PointwiseFunction.leakyReLU
  package let slope: Double
  package var constants: PointwiseConstants { PointwiseConstants(slope) }
}
