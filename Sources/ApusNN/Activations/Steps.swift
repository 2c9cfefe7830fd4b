import ApusCore

extension ActivationFunction {
  /// 1 where x ≥ 0, 0 elsewhere; the gradient is 0. Source: McCulloch & Pitts 1943; lecture S2,
  /// perceptron.
  public static var binaryStep: ActivationFunction {
    ActivationFunction(
      library: "binaryStep", "1 where x ≥ θ, 0 elsewhere; binaryStep(θ), usually 0", Constant(0)
    ) { constants in { Step(threshold: constants[0], low: 0)($0) } }
  }

  /// 1 where x ≥ `threshold`, 0 elsewhere.
  public static func binaryStep(threshold: Double) -> ActivationFunction {
    binaryStep.with(threshold)
  }

  /// 1 where x ≥ 0, −1 elsewhere; the gradient is 0. Source: lecture S2, perceptron and Adaline.
  public static var bipolarStep: ActivationFunction {
    ActivationFunction(
      library: "bipolarStep", "1 where x ≥ θ, −1 elsewhere; bipolarStep(θ), usually 0", Constant(0)
    ) { constants in { Step(threshold: constants[0], low: -1)($0) } }
  }

  /// 1 where x ≥ `threshold`, −1 elsewhere.
  public static func bipolarStep(threshold: Double) -> ActivationFunction {
    bipolarStep.with(threshold)
  }
}

/// out = x < θ ? low : 1
package struct Step: PointwiseActivation {
  package static let name = "step"
  package static let function = PointwiseFunction.step
  package let threshold: Double
  package let low: Double
  package var constants: PointwiseConstants { PointwiseConstants(threshold, low) }
}
