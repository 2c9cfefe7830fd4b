import ApusCore

/// Mean absolute percentage error: the mean of 100 |prediction − target| / |target| over all
/// elements.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside; sizes below 10⁻⁷ count as 10⁻⁷.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `MeanAbsolutePercentageError`.
public func meanAbsolutePercentageError(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "meanAbsolutePercentageError")
  let share = (prediction - target) / target.absoluteValue.clamped(from: smallestProbability)
  return (share.absoluteValue * 100).reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/meanAbsolutePercentageError(_:_:sampleWeights:reduction:)``.
  public static var meanAbsolutePercentageError: Loss {
    meanAbsolutePercentageError(
      reduction: .mean)
  }

  /// The same, reduced otherwise.
  public static func meanAbsolutePercentageError(reduction: Reduction = .mean) -> Loss {
    Loss(library: "meanAbsolutePercentageError", reduction: reduction) {
      ApusNN.meanAbsolutePercentageError($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let meanAbsolutePercentageErrorEntry = LossEntry(
    "meanAbsolutePercentageError", "mean of 100 |p − t| / |t|"
  ) { .meanAbsolutePercentageError(reduction: $1) }
}
