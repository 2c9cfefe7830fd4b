import ApusCore

/// Wasserstein loss of a critic: the mean of t s over all scores s, with t = −1 for real examples
/// and 1 for made ones.
///
/// Minimized over critics of bounded slope, it is minus the distance between the two distributions;
/// the generator minimizes it with t = −1 for what it made.
///
/// - Parameters:
///   - prediction: the critic's scores; any shape, floating point.
///   - target: −1 or 1, in the shape of `prediction`, a last axis of 1 aside.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Arjovsky et al. 2017; lecture S0, WGAN.
public func wasserstein(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  (target.matched(to: prediction, in: "wasserstein") * prediction)
    .reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/wasserstein(_:_:sampleWeights:reduction:)``.
  public static var wasserstein: Loss { wasserstein(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func wasserstein(reduction: Reduction = .mean) -> Loss {
    Loss(library: "wasserstein", reduction: reduction) {
      ApusNN.wasserstein($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let wassersteinEntry = LossEntry(
    "wasserstein", "mean of tp for a critic's scores p, t = −1 real, 1 made"
  ) { .wasserstein(reduction: $1) }
}
