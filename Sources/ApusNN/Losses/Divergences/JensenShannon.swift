import ApusCore

/// Jensen-Shannon divergence: ½ KL(t ‖ m) + ½ KL(p ‖ m) with m = ½(t + p), over the last axis, the
/// mean over all else.
///
/// Symmetric; 0 for equal distributions, ln 2 for disjoint ones. What an ideal discriminator makes
/// of a GAN's loss.
///
/// - Parameters:
///   - prediction: distributions, [batch, …, classes], clipped to 10⁻⁷…1.
///   - target: likewise.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Lin 1991; lecture S0, generative adversarial networks.
public func jensenShannon(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "jensenShannon")
  let middle = (prediction + target) * 0.5
  let losses = (target.divergence(from: middle) + prediction.divergence(from: middle)) * 0.5
  return losses.reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/jensenShannon(_:_:sampleWeights:reduction:)``.
  public static var jensenShannon: Loss { jensenShannon(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func jensenShannon(reduction: Reduction = .mean) -> Loss {
    Loss(library: "jensenShannon", reduction: reduction) {
      ApusNN.jensenShannon($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let jensenShannonEntry = LossEntry(
    "jensenShannon", "½ KL(t ‖ m) + ½ KL(p ‖ m), m = ½(t + p)"
  ) { .jensenShannon(reduction: $1) }
}
