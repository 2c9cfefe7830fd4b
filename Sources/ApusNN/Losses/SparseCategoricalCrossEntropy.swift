import ApusCore

/// Categorical cross-entropy with integer labels: −ln p[label], the mean over all labels.
///
/// - Parameters:
///   - prediction: [batch, …, classes]. Probabilities, clipped to 10⁻⁷…1 − 10⁻⁷ and then divided by their sum (in this
///     order, unlike ``categoricalCrossEntropy(_:_:fromLogits:labelSmoothing:reduction:)``, as Keras on TensorFlow does);
///     logits where `fromLogits`.
///   - target: labels from 0 below `classes`, [batch, …] or [batch, …, 1]. Traps on others.
///   - labelSmoothing: above 0 the labels become one-hot targets of `categoricalCrossEntropy`, which smooths them.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced.
/// - Source: Keras 3 `SparseCategoricalCrossentropy`; lecture S1.
public func sparseCategoricalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
  reduction: Reduction = .mean
) -> Tensor {
  var labels = target
  if target.rank == prediction.rank, target.shape.last == 1 {
    labels = target.reshaped(to: target.shape.removing(target.rank - 1))
  }
  require(
    prediction.rank >= 1 && labels.shape == prediction.shape.removing(prediction.rank - 1),
    "sparseCategoricalCrossEntropy: a prediction \(prediction.shape) and labels \(target.shape); labels have the prediction's shape without its last axis"
  )
  if !labels.dtype.isInteger { labels = labels.cast(to: .int32) }
  if labelSmoothing != 0 {
    let classes = prediction.shape[prediction.rank - 1]
    return categoricalCrossEntropy(
      prediction, labels.oneHot(depth: classes), fromLogits: fromLogits,
      labelSmoothing: labelSmoothing, reduction: reduction)
  }
  let logits =
    fromLogits
    ? prediction : log(prediction.clamped(from: smallestProbability, to: 1 - smallestProbability))
  return softmaxCrossEntropy(logits: logits, labels: labels).reduced(by: reduction)
}
