import ApusCore

/// Negative sampling: −ln σ(s⁺) − Σₖ ln σ(−s⁻ₖ), the scores s⁺ of the true pair and s⁻ of k drawn
/// ones; the mean over all predictions.
///
/// What word2vec minimizes in place of a softmax over all words.
///
/// - Parameters:
///   - prediction: scores, [batch, …, 1 + k].
///   - target: 1 for the true pair and 0 for drawn ones, in the shape of `prediction`.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Mikolov et al. 2013; lecture S2, word2vec.
public func negativeSampling(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  multilabelCrossEntropy(
    prediction, target.matched(to: prediction, in: "negativeSampling"), fromLogits: true,
    sampleWeights: sampleWeights, reduction: reduction)
}

extension Loss {
  /// See ``ApusNN/negativeSampling(_:_:sampleWeights:reduction:)``.
  public static var negativeSampling: Loss { negativeSampling(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func negativeSampling(reduction: Reduction = .mean) -> Loss {
    Loss(library: "negativeSampling", reduction: reduction, reading: .logits) {
      ApusNN.negativeSampling($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let negativeSamplingEntry = LossEntry(
    "negativeSampling", "−ln σ(s) of the true pair − Σ ln σ(−s) of drawn ones"
  ) { .negativeSampling(reduction: $1) }
}
