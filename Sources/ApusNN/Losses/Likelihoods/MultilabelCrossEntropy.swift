import ApusCore

/// Multilabel cross-entropy: −Σₖ (tₖ ln pₖ + (1 − tₖ) ln(1 − pₖ)) over the last axis, the mean over
/// all else.
///
/// An example may belong to any number of classes at once: each label is a coin of its own, so
/// their logarithms add up.
/// ``binaryCrossEntropy(_:_:fromLogits:labelSmoothing:sampleWeights:reduction:)`` takes their mean
/// instead.
///
/// - Parameters:
///   - prediction: [batch, …, labels]: probabilities, clipped to 10⁻⁷…1 − 10⁻⁷; logits where
///     `fromLogits`.
///   - target: 0 or 1 for each label, in the shape of `prediction`.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: lecture S2, multilabel classification.
public func multilabelCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, sampleWeights: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "multilabelCrossEntropy")
  require(prediction.rank >= 1, "multilabelCrossEntropy: a prediction without labels")
  return prediction.binaryCrossEntropies(target, fromLogits: fromLogits).sum(axis: -1)
    .reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/multilabelCrossEntropy(_:_:fromLogits:sampleWeights:reduction:)``.
  public static func multilabelCrossEntropy(
    fromLogits: Bool = false, reduction: Reduction = .mean
  ) -> Loss {
    Loss(
      library: "multilabelCrossEntropy", ["fromLogits": .flag(fromLogits)], reduction: reduction
    ) {
      ApusNN.multilabelCrossEntropy(
        $0, $1, fromLogits: fromLogits, sampleWeights: $2, reduction: $3)
    }
  }

  static let multilabelCrossEntropyEntry = LossEntry(
    "multilabelCrossEntropy", "−Σₖ (tₖ ln pₖ + (1 − tₖ) ln(1 − pₖ)) over the labels"
  ) { .multilabelCrossEntropy(fromLogits: try $0.fromLogits(), reduction: $1) }
}
