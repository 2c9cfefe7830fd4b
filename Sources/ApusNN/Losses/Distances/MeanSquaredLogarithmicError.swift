import ApusCore

/// Mean squared logarithmic error: the mean of (ln(1 + prediction) − ln(1 + target))² over all
/// elements.
///
/// - Parameters:
///   - prediction: any shape, floating point; below 10⁻⁷ it counts as 10⁻⁷.
///   - target: the shape of `prediction`, a last axis of 1 aside; likewise.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `MeanSquaredLogarithmicError`.
public func meanSquaredLogarithmicError(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "meanSquaredLogarithmicError")
  let logarithm = log1p(prediction.clamped(from: smallestProbability))
  let wanted = log1p(target.clamped(from: smallestProbability))
  return (logarithm - wanted).squared.reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/meanSquaredLogarithmicError(_:_:sampleWeights:reduction:)``.
  public static var meanSquaredLogarithmicError: Loss {
    meanSquaredLogarithmicError(
      reduction: .mean)
  }

  /// The same, reduced otherwise.
  public static func meanSquaredLogarithmicError(reduction: Reduction = .mean) -> Loss {
    Loss(library: "meanSquaredLogarithmicError", reduction: reduction) {
      ApusNN.meanSquaredLogarithmicError($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let meanSquaredLogarithmicErrorEntry = LossEntry(
    "meanSquaredLogarithmicError", "mean of (ln(1 + p) − ln(1 + t))²"
  ) { .meanSquaredLogarithmicError(reduction: $1) }
}
