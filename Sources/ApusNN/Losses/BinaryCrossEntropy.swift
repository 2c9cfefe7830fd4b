import ApusCore

/// Binary cross-entropy: −(t ln p + (1 − t) ln(1 − p)), the mean over all elements.
///
/// - Parameters:
///   - prediction: probabilities, clipped to 10⁻⁷…1 − 10⁻⁷; logits where `fromLogits`, then nothing is clipped.
///   - target: probabilities (0 or 1 as a rule) in the shape of `prediction`, a last axis of 1 aside.
///   - labelSmoothing: ε moves targets towards ½: t(1 − ε) + ε/2.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not fit.
/// - Source: Keras 3 `BinaryCrossentropy`; lecture S1.
public func binaryCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
  reduction: Reduction = .mean
) -> Tensor {
  var target = target.matched(to: prediction, in: "binaryCrossEntropy")
  if labelSmoothing != 0 { target = target * (1 - labelSmoothing) + 0.5 * labelSmoothing }
  if fromLogits {
    return sigmoidCrossEntropy(logits: prediction, targets: target)
      .reducedFromElements(by: reduction)
  }
  let p = prediction.clamped(from: smallestProbability, to: 1 - smallestProbability)
  let likelihood: Tensor = target * log(p) + (1 - target) * log(1 - p)
  return -likelihood.reducedFromElements(by: reduction)
}

/// Keras's epsilon: probabilities nearer to 0 or 1 are clipped, so that their logarithms stay finite.
let smallestProbability = 1e-7
