import ApusCore

extension ActivationFunction {
  /// x where x > 0, 0 elsewhere; see ``threshold(_:default:)`` for other numbers.
  public static var threshold: ActivationFunction {
    ActivationFunction(
      library: "threshold", "x where x > θ, a constant c elsewhere; threshold(θ, c), usually 0, 0",
      Constant(0), Constant(0)
    ) { constants in { Threshold(threshold: constants[0], below: constants[1])($0) } }
  }

  /// x where x > `threshold`, `default` elsewhere.
  public static func threshold(_ threshold: Double, default: Double) -> ActivationFunction {
    self.threshold.with(threshold, `default`)
  }
}

/// out = x > threshold ? x : below
package struct Threshold: PointwiseActivation {
  package static let name = "threshold"
  package static let function = PointwiseFunction.threshold
  package let threshold: Double
  package let below: Double
  package var constants: PointwiseConstants { PointwiseConstants(threshold, below) }
}
