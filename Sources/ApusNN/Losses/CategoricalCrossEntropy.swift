import ApusCore

/// Categorical cross-entropy: −Σₖ tₖ ln pₖ over the last axis, the mean over all else.
///
/// - Parameters:
///   - prediction: [batch, …, classes]. Probabilities, divided by their sum and clipped to 10⁻⁷…1 − 10⁻⁷; logits where
///     `fromLogits`.
///   - target: probabilities (one-hot as a rule) in the shape of `prediction`; or integer labels as
///     ``sparseCategoricalCrossEntropy(_:_:fromLogits:)`` takes them, which give the same loss for less work.
///   - labelSmoothing: ε spreads over all classes: t(1 − ε) + ε / classes.
/// - Returns: a scalar. Traps where the shapes do not fit.
/// - Source: Keras 3 `CategoricalCrossentropy`; lecture S1.
public func categoricalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0
) -> Tensor {
  precondition(prediction.rank >= 1, "categoricalCrossEntropy: a prediction without classes")
  let classes = prediction.shape[prediction.rank - 1]
  var target = target
  if target.areLabels(for: prediction) {
    if labelSmoothing == 0 {
      return sparseCategoricalCrossEntropy(prediction, target, fromLogits: fromLogits)
    }
    target = target.droppingLast(for: prediction).oneHot(depth: classes).cast(to: prediction.dtype)
  }
  precondition(
    target.shape == prediction.shape,
    "categoricalCrossEntropy: a prediction \(prediction.shape) and a target \(target.shape); they must be equal, or the target integer labels"
  )
  target = target.cast(to: prediction.dtype)
  if labelSmoothing != 0 {
    target = target * (1 - labelSmoothing) + labelSmoothing / Double(classes)
  }
  if fromLogits { return softmaxCrossEntropy(logits: prediction, targets: target).mean() }
  let likelihood = (target * logProbabilities(prediction)).sum(axes: [-1])
  return -likelihood.mean()
}

/// Categorical cross-entropy with integer labels: −ln p[label], the mean over all labels.
///
/// - Parameters:
///   - prediction: [batch, …, classes], probabilities, or logits where `fromLogits`; see
///     ``categoricalCrossEntropy(_:_:fromLogits:labelSmoothing:)``.
///   - target: labels from 0 below `classes`, [batch, …] or [batch, …, 1]. Traps on others.
/// - Returns: a scalar.
/// - Source: Keras 3 `SparseCategoricalCrossentropy`; lecture S1.
public func sparseCategoricalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false
) -> Tensor {
  var labels = target.droppingLast(for: prediction)
  precondition(
    prediction.rank >= 1 && labels.shape == prediction.shape.removing(prediction.rank - 1),
    "sparseCategoricalCrossEntropy: a prediction \(prediction.shape) and labels \(target.shape); labels are the prediction's shape without its last axis"
  )
  if !labels.dtype.isInteger { labels = labels.cast(to: .int32) }
  if fromLogits { return softmaxCrossEntropy(logits: prediction, labels: labels).mean() }
  let classes = prediction.shape[prediction.rank - 1]
  let chosen = labels.oneHot(depth: classes).cast(to: prediction.dtype)
  let likelihood = (chosen * logProbabilities(prediction)).sum(axes: [-1])
  return -likelihood.mean()
}

/// Logarithms of probabilities that are first made to add up to 1 and kept off 0 and 1.
private func logProbabilities(_ p: Tensor) -> Tensor {
  let normalized = p / p.sum(axes: [-1], keepDimensions: true)
  return log(normalized.clamped(from: smallestProbability, to: 1 - smallestProbability))
}

extension Tensor {
  /// Whether this target holds integer labels for `prediction` rather than a probability for each class.
  func areLabels(for prediction: Tensor) -> Bool {
    if rank + 1 == prediction.rank { return true }
    return dtype.isInteger && rank == prediction.rank && shape.last == 1
      && prediction.shape.last != 1
  }

  /// Labels [batch, …, 1] as [batch, …].
  func droppingLast(for prediction: Tensor) -> Tensor {
    guard rank == prediction.rank, shape.last == 1 else { return self }
    return reshaped(to: shape.removing(rank - 1))
  }
}
