import ApusCore

/// Squared hinge loss: the mean of max(1 − t p, 0)² over all elements.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: −1 or 1, in the shape of `prediction`, a last axis of 1 aside; where all are 0 or 1,
///     0 counts as −1.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `SquaredHinge`.
public func squaredHinge(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  relu(1 - target.matched(to: prediction, in: "squaredHinge").bipolar * prediction).squared
    .reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/squaredHinge(_:_:sampleWeights:reduction:)``.
  public static var squaredHinge: Loss { squaredHinge(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func squaredHinge(reduction: Reduction = .mean) -> Loss {
    Loss(library: "squaredHinge", reduction: reduction, reading: .margins) {
      ApusNN.squaredHinge($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let squaredHingeEntry = LossEntry("squaredHinge", "mean of max(1 − tp, 0)², t = ±1") {
    .squaredHinge(reduction: $1)
  }
}
