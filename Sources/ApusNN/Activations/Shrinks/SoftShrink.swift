import ApusCore

extension ActivationFunction {
  /// x moved by ½ towards 0, 0 where it would pass it.
  public static var softShrink: ActivationFunction {
    ActivationFunction(
      library: "softShrink", "x moved by λ towards 0, at most to 0; softShrink(λ), usually 0.5",
      Constant(0.5, in: 0...1e6)
    ) { constants in { SoftShrink(limit: constants[0])($0) } }
  }

  /// x moved by `limit` towards 0, 0 where it would pass it.
  public static func softShrink(limit: Double) -> ActivationFunction { softShrink.with(limit) }
}

/// out = x > limit ? x − limit : x < −limit ? x + limit : 0
package struct SoftShrink: PointwiseActivation {
  package static let name = "soft_shrink"
  package static let function = PointwiseFunction.softShrink
  package let limit: Double
  package var constants: PointwiseConstants { PointwiseConstants(limit) }
}
