import ApusCore

/// Categorical cross-entropy: −Σₖ tₖ ln pₖ over the last axis, the mean over all else.
///
/// - Parameters:
///   - prediction: [batch, …, classes]. Probabilities, divided by their sum and then clipped to 10⁻⁷…1 − 10⁻⁷; logits
///     where `fromLogits`.
///   - target: probabilities (one-hot as a rule) in the shape of `prediction`; or integer labels as
///     ``sparseCategoricalCrossEntropy(_:_:fromLogits:labelSmoothing:reduction:)`` takes them.
///   - labelSmoothing: ε spreads over all classes: t(1 − ε) + ε / classes.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not fit.
/// - Source: Keras 3 `CategoricalCrossentropy`; lecture S1.
public func categoricalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
  reduction: Reduction = .mean
) -> Tensor {
  require(prediction.rank >= 1, "categoricalCrossEntropy: a prediction without classes")
  if target.areLabels(for: prediction) {
    return sparseCategoricalCrossEntropy(
      prediction, target, fromLogits: fromLogits, labelSmoothing: labelSmoothing,
      reduction: reduction)
  }
  require(
    target.shape == prediction.shape,
    "categoricalCrossEntropy: a prediction \(prediction.shape) and a target \(target.shape); they must be equal, or the target integer labels"
  )
  var target = target.cast(to: prediction.dtype)
  if labelSmoothing != 0 {
    let classes = Double(prediction.shape[prediction.rank - 1])
    target = target * (1 - labelSmoothing) + labelSmoothing / classes
  }
  if fromLogits {
    return softmaxCrossEntropy(logits: prediction, targets: target).reduced(by: reduction)
  }
  let normalized = prediction / prediction.sum(axes: [-1], keepDimensions: true)
  let p = normalized.clamped(from: smallestProbability, to: 1 - smallestProbability)
  return -(target * log(p)).sum(axes: [-1]).reduced(by: reduction)
}

extension Tensor {
  /// Whether this target holds integer labels for `prediction` rather than a probability for each class.
  fileprivate func areLabels(for prediction: Tensor) -> Bool {
    if rank + 1 == prediction.rank { return true }
    return dtype.isInteger && rank == prediction.rank && shape.last == 1
      && prediction.shape.last != 1
  }
}
