import ApusCore

extension ActivationFunction {
  /// x where |x| > ½, 0 elsewhere.
  public static var hardShrink: ActivationFunction {
    ActivationFunction(
      library: "hardShrink", "x where |x| > λ, 0 elsewhere; hardShrink(λ), usually 0.5",
      Constant(0.5, in: 0...1e6)
    ) { constants in { HardShrink(limit: constants[0])($0) } }
  }

  /// x where |x| > `limit`, 0 elsewhere.
  public static func hardShrink(limit: Double) -> ActivationFunction { hardShrink.with(limit) }
}

/// out = |x| > limit ? x : 0
package struct HardShrink: PointwiseActivation {
  package static let name = "hard_shrink"
  package static let function = PointwiseFunction.hardShrink
  package let limit: Double
  package var constants: PointwiseConstants { PointwiseConstants(limit) }
}
