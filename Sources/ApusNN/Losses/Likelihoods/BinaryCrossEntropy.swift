import ApusCore

/// Binary cross-entropy: −(t ln p + (1 − t) ln(1 − p)), the mean over all elements.
///
/// - Parameters:
///   - prediction: probabilities, clipped to 10⁻⁷…1 − 10⁻⁷; logits where `fromLogits`, then nothing
///     is clipped.
///   - target: probabilities (0 or 1 as a rule) in the shape of `prediction`, a last axis of 1
///     aside.
///   - labelSmoothing: ε moves targets towards ½: t(1 − ε) + ε/2.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `BinaryCrossentropy`; lecture S1.
public func binaryCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
  sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "binaryCrossEntropy")
  return prediction.binaryCrossEntropies(
    target.smoothed(labelSmoothing), fromLogits: fromLogits
  ).reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Tensor {
  /// The binary cross-entropy of each element with its target.
  func binaryCrossEntropies(_ target: Tensor, fromLogits: Bool) -> Tensor {
    if fromLogits { return sigmoidCrossEntropy(logits: self, targets: target) }
    let p = clamped(from: smallestProbability, to: 1 - smallestProbability)
    let likelihood: Tensor = target * log(p) + (1 - target) * log(1 - p)
    return -likelihood
  }

  /// Binary targets moved towards ½: t(1 − ε) + ε/2.
  func smoothed(_ epsilon: Double) -> Tensor {
    epsilon == 0 ? self : self * (1 - epsilon) + 0.5 * epsilon
  }
}

extension Loss {
  /// See ``ApusNN/binaryCrossEntropy(_:_:fromLogits:labelSmoothing:sampleWeights:reduction:)``.
  public static func binaryCrossEntropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, reduction: Reduction = .mean
  ) -> Loss {
    Loss(
      library: "binaryCrossEntropy",
      ["fromLogits": .flag(fromLogits), "labelSmoothing": .number(labelSmoothing)],
      reduction: reduction
    ) {
      ApusNN.binaryCrossEntropy(
        $0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing, sampleWeights: $2,
        reduction: $3)
    }
  }

  static let binaryCrossEntropyEntry = LossEntry(
    "binaryCrossEntropy", "mean of −(t ln p + (1 − t) ln(1 − p))"
  ) {
    .binaryCrossEntropy(
      fromLogits: try $0.fromLogits(), labelSmoothing: try $0.labelSmoothing(), reduction: $1)
  }
}
