import ApusCore

extension ActivationFunction {
  /// (x + √(x² + 4)) / 2, a smooth rectifier without an exponential. Source: Barron 2021.
  public static var squareplus: ActivationFunction {
    ActivationFunction(
      library: "squareplus", "(x + √(x² + b)) / 2; squareplus(b), usually 4",
      Constant(4, in: 1e-12...1e6)
    ) { constants in { Squareplus(bend: constants[0])($0) } }
  }

  /// (x + √(x² + b)) / 2: the smaller b, the nearer to max(x, 0).
  public static func squareplus(b: Double) -> ActivationFunction { squareplus.with(b) }
}

/// out = (x + √(x² + bend)) / 2
package struct Squareplus: PointwiseActivation {
  package static let name = "squareplus"
  package static let function = PointwiseFunction.squareplus
  package let bend: Double
  package var constants: PointwiseConstants { PointwiseConstants(bend) }
  package func curvature(_ x: Tensor) -> Tensor? { pow(x * x + bend, -1.5) * (0.5 * bend) }
}
