import ApusCore

/// Kullback-Leibler divergence of N(μ, σ²) from the prior N(0, 1): ½ Σ (μ² + σ² − 1 − ln σ²) over
/// the last axis.
///
/// - Parameters:
///   - mean: μ, [batch, …, latent].
///   - logVariance: ln σ², the same shape; traps where it is another.
/// - Returns: [batch, …].
/// - Source: Kingma & Welling 2014; lecture S0, variational autoencoder.
public func gaussianKLDivergence(mean: Tensor, logVariance: Tensor) -> Tensor {
  require(
    mean.shape == logVariance.shape && mean.rank >= 1,
    """
    gaussianKLDivergence: means \(mean.shape) and variances \(logVariance.shape); they must be equal
    """
  )
  return (mean.squared + exp(logVariance) - logVariance - 1).sum(axis: -1) * 0.5
}

/// Negative evidence lower bound: −ln p(t | z) + β KL(N(μ, σ²) ‖ N(0, 1)), the mean over all
/// predictions; what a variational autoencoder minimizes.
///
/// The first term is Σ of binary cross-entropies of the reconstruction, as in the lecture.
///
/// - Parameters:
///   - prediction: […, width + 2 latent]: the reconstruction, then μ, then ln σ².
///   - target: […, width], what was to be reconstructed, in 0…1.
///   - beta: β, the weight of the divergence.
///   - fromLogits: whether the reconstruction is logits.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Kingma & Welling 2014; Higgins et al. 2017 (β); lecture S0, variational autoencoder.
public func negativeELBO(
  _ prediction: Tensor, _ target: Tensor, beta: Double = 1, fromLogits: Bool = false,
  sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let width = target.shape.last ?? 0
  let latent = ((prediction.shape.last ?? 0) - width) / 2
  require(
    latent >= 0 && prediction.shape.last == width + 2 * latent,
    """
    negativeELBO: a prediction \(prediction.shape) and a target \(target.shape); the prediction's \
    last axis holds the target's width, means and as many variances
    """
  )
  let reconstruction = prediction.sliced(axis: -1, from: 0, to: width)
  let target = target.matched(to: reconstruction, in: "negativeELBO")
  let mean = prediction.sliced(axis: -1, from: width, to: width + latent)
  let logVariance = prediction.sliced(axis: -1, from: width + latent, to: width + 2 * latent)
  let likelihood = reconstruction.binaryCrossEntropies(target, fromLogits: fromLogits)
    .sum(axis: -1)
  let losses = likelihood + gaussianKLDivergence(mean: mean, logVariance: logVariance) * beta
  return losses.reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/negativeELBO(_:_:beta:fromLogits:sampleWeights:reduction:)``.
  public static func negativeELBO(
    beta: Double = 1, fromLogits: Bool = false, reduction: Reduction = .mean
  ) -> Loss {
    Loss(
      library: "negativeELBO", ["beta": .number(beta), "fromLogits": .flag(fromLogits)],
      reduction: reduction
    ) {
      ApusNN.negativeELBO(
        $0, $1, beta: beta, fromLogits: fromLogits, sampleWeights: $2, reduction: $3)
    }
  }

  static let negativeELBOEntry = LossEntry(
    "negativeELBO",
    "binary cross-entropy + β KL(N(μ, σ²) ‖ N(0, 1)), p = (reconstruction…, μ…, ln σ²…)"
  ) {
    .negativeELBO(
      beta: try $0.number("beta", in: 0...1e6, default: 1), fromLogits: try $0.fromLogits(),
      reduction: $1)
  }
}
