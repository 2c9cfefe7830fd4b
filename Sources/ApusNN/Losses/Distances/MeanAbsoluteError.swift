import ApusCore

/// Mean absolute error: the mean of |prediction − target| over all elements.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `MeanAbsoluteError`.
public func meanAbsoluteError(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "meanAbsoluteError")
  return (prediction - target).absoluteValue
    .reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/meanAbsoluteError(_:_:sampleWeights:reduction:)``.
  public static var meanAbsoluteError: Loss { meanAbsoluteError(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func meanAbsoluteError(reduction: Reduction = .mean) -> Loss {
    Loss(library: "meanAbsoluteError", reduction: reduction) {
      ApusNN.meanAbsoluteError($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let meanAbsoluteErrorEntry = LossEntry("meanAbsoluteError", "mean of |p − t|") {
    .meanAbsoluteError(reduction: $1)
  }
}
