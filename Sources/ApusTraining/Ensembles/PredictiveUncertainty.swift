import ApusCore
import ApusNN

/// What several answers to the same questions say of how sure a model can be.
///
/// With p⁽ˢ⁾ the class probabilities of answer s and p̄ their mean, entropies in nats:
///
/// - the predictive entropy H[p̄] = −Σₖ p̄ₖ ln p̄ₖ is all the uncertainty there is;
/// - the expected entropy, the mean of H[p⁽ˢ⁾], is what stays whichever model is right: noise in
///   the data;
/// - the mutual information H[p̄] − mean H[p⁽ˢ⁾] is what the answers disagree in: what the model
///   does not know.
///
/// Answers come from dropout that stays active (``monteCarlo(_:_:samples:fromLogits:)``), or from
/// the members of an ``Ensemble``. Source: Gal & Ghahramani 2016; Houlsby et al. 2011 (mutual
/// information, BALD); lecture S4, algorithm 20; lecture S3, stochastic depth.
public struct PredictiveUncertainty {
  /// p̄: the mean of the answers, [batch, …, classes].
  public let mean: Tensor
  /// The variance of each probability over the answers, divided by their number, [batch, …,
  /// classes].
  public let variance: Tensor
  /// H[p̄], [batch, …].
  public let entropy: Tensor
  /// The mean of H[p⁽ˢ⁾], [batch, …].
  public let expectedEntropy: Tensor
  /// H[p̄] − mean H[p⁽ˢ⁾], at least 0, [batch, …].
  public let mutualInformation: Tensor

  /// The figures of these probabilities, [answers, batch, …, classes]; traps on fewer axes or no
  /// answer.
  public init(probabilities: Tensor) {
    require(
      probabilities.rank >= 2 && probabilities.shape[0] > 0,
      "PredictiveUncertainty: probabilities \(probabilities.shape); expected [answers, …, classes]")
    mean = probabilities.mean(axis: 0)
    variance = probabilities.variance(axes: [0])
    entropy = Self.entropy(of: mean)
    expectedEntropy = Self.entropy(of: probabilities).mean(axis: 0)
    mutualInformation = (entropy - expectedEntropy).clamped(from: 0)
  }

  /// −Σ p ln p over the last axis, with 0 ln 0 = 0.
  private static func entropy(of probabilities: Tensor) -> Tensor {
    -(probabilities * log(probabilities.clamped(from: 1e-37))).sum(axis: -1)
  }

  /// The figures of `samples` answers of one model in sampling mode, each with another draw of
  /// dropout, stochastic depth or noise; traps where `samples` is below 1.
  ///
  /// - Parameters:
  ///   - fromLogits: whether the model gives logits, of which softmax makes probabilities.
  public static func monteCarlo(
    _ model: any Layer, _ input: Tensor, samples: Int, fromLogits: Bool = true
  ) -> PredictiveUncertainty {
    require(samples > 0, "monteCarlo: \(samples) samples; there must be 1 or more")
    return Mode.sampling {
      withoutDerivatives {
        let answers = Tensor.stacked((0..<samples).map { _ in model(input) })
        return PredictiveUncertainty(
          probabilities: fromLogits ? softmax(answers, axis: -1) : answers)
      }
    }
  }

  /// The figures of the answers of an ensemble's members.
  public init(of ensemble: Ensemble, _ input: Tensor) {
    let answers = withoutDerivatives { ensemble.outputs(input) }
    self.init(probabilities: ensemble.givesLogits ? softmax(answers, axis: -1) : answers)
  }
}
