import ApusCore

/// Kullback-Leibler divergence of the prediction from the target: Σₖ tₖ ln(tₖ / pₖ) over the last
/// axis, the mean over all else.
///
/// The forward divergence: to minimize it is to maximize the likelihood; the prediction must cover
/// all that the target does.
///
/// - Parameters:
///   - prediction: distributions, [batch, …, classes], clipped to 10⁻⁷…1.
///   - target: likewise.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Kullback & Leibler 1951; Keras 3 `KLDivergence`; lecture S4, loss functions.
public func klDivergence(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "klDivergence")
  return target.divergence(from: prediction).reduced(by: reduction, weights: sampleWeights)
}

/// Kullback-Leibler divergence the other way round: Σₖ pₖ ln(pₖ / tₖ) over the last axis, the mean
/// over all else.
///
/// The prediction may leave out what the target has, but must not put weight where the target has
/// none.
///
/// - Parameters:
///   - prediction: distributions, [batch, …, classes], clipped to 10⁻⁷…1.
///   - target: likewise.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: lecture S0, generative adversarial networks.
public func reverseKLDivergence(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "reverseKLDivergence")
  return prediction.divergence(from: target).reduced(by: reduction, weights: sampleWeights)
}

extension Tensor {
  /// Σₖ qₖ ln(qₖ / pₖ) over the last axis for these distributions q; both clipped.
  func divergence(from p: Tensor) -> Tensor {
    require(rank >= 1, "klDivergence: distributions without classes")
    let q = clamped(from: smallestProbability, to: 1)
    return (q * log(q / p.clamped(from: smallestProbability, to: 1))).sum(axis: -1)
  }
}

extension Loss {
  /// See ``ApusNN/klDivergence(_:_:sampleWeights:reduction:)``.
  public static var klDivergence: Loss { klDivergence(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func klDivergence(reduction: Reduction = .mean) -> Loss {
    Loss(library: "klDivergence", reduction: reduction) {
      ApusNN.klDivergence($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  /// See ``ApusNN/reverseKLDivergence(_:_:sampleWeights:reduction:)``.
  public static var reverseKLDivergence: Loss { reverseKLDivergence(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func reverseKLDivergence(reduction: Reduction = .mean) -> Loss {
    Loss(library: "reverseKLDivergence", reduction: reduction) {
      ApusNN.reverseKLDivergence($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let klDivergenceEntry = LossEntry("klDivergence", "Σₖ tₖ ln(tₖ / pₖ), forward") {
    .klDivergence(reduction: $1)
  }

  static let reverseKLDivergenceEntry = LossEntry(
    "reverseKLDivergence", "Σₖ pₖ ln(pₖ / tₖ), reverse"
  ) { .reverseKLDivergence(reduction: $1) }
}
