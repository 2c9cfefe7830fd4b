import ApusCore

/// Mean squared error: the mean of (prediction − target)² over all elements.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `MeanSquaredError`; lecture S1.
public func meanSquaredError(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "meanSquaredError")
  return (prediction - target).squared.reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/meanSquaredError(_:_:sampleWeights:reduction:)``.
  public static var meanSquaredError: Loss { meanSquaredError(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func meanSquaredError(reduction: Reduction = .mean) -> Loss {
    Loss(library: "meanSquaredError", reduction: reduction) {
      ApusNN.meanSquaredError($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let meanSquaredErrorEntry = LossEntry("meanSquaredError", "mean of (p − t)²") {
    .meanSquaredError(reduction: $1)
  }
}
