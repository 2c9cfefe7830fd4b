import ApusCore

/// Poisson loss: the mean of p − t ln p over all elements, which but for a constant is the negative
/// log-likelihood of counts t of expectation p.
///
/// - Parameters:
///   - prediction: expectations, above 0; any shape, floating point. 10⁻⁷ is added before the
///     logarithm.
///   - target: counts, the shape of `prediction`, a last axis of 1 aside.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `Poisson`; lecture S4, loss functions.
public func poisson(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "poisson")
  let losses = prediction - target * log(prediction + smallestProbability)
  return losses.reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/poisson(_:_:sampleWeights:reduction:)``.
  public static var poisson: Loss { poisson(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func poisson(reduction: Reduction = .mean) -> Loss {
    Loss(library: "poisson", reduction: reduction) {
      ApusNN.poisson($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let poissonEntry = LossEntry("poisson", "mean of p − t ln p") { .poisson(reduction: $1) }
}
