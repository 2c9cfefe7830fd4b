import ApusCore

/// Categorical cross-entropy with integer labels: −ln p[label], the mean over all labels.
///
/// - Parameters:
///   - prediction: [batch, …, classes]. Probabilities, clipped to 10⁻⁷…1 − 10⁻⁷ and then divided by
///     their sum (in this order, unlike
///     ``categoricalCrossEntropy(_:_:fromLogits:labelSmoothing:sampleWeights:reduction:)``, as
///     Keras on TensorFlow does); logits where `fromLogits`.
///   - target: labels from 0 below `classes`, [batch, …] or [batch, …, 1]. Traps on others.
///   - labelSmoothing: above 0 the labels become one-hot targets of `categoricalCrossEntropy`,
///     which smooths them.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced.
/// - Source: Keras 3 `SparseCategoricalCrossentropy`; lecture S1.
public func sparseCategoricalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
  sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  var labels = target
  if target.rank == prediction.rank, target.shape.last == 1 {
    labels = target.reshaped(to: target.shape.removing(target.rank - 1))
  }
  require(
    prediction.rank >= 1 && labels.shape == prediction.shape.removing(prediction.rank - 1),
    """
    sparseCategoricalCrossEntropy: a prediction \(prediction.shape) and labels \(target.shape); \
    labels have the prediction's shape without its last axis
    """
  )
  if !labels.dtype.isInteger { labels = labels.cast(to: .int32) }
  if labelSmoothing != 0 {
    let classes = prediction.shape[prediction.rank - 1]
    return categoricalCrossEntropy(
      prediction, labels.oneHot(depth: classes), fromLogits: fromLogits,
      labelSmoothing: labelSmoothing, sampleWeights: sampleWeights, reduction: reduction)
  }
  let logits =
    fromLogits
    ? prediction : log(prediction.clamped(from: smallestProbability, to: 1 - smallestProbability))
  return softmaxCrossEntropy(logits: logits, labels: labels)
    .reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// The loss that the function `sparseCategoricalCrossEntropy` computes.
  public static func sparseCategoricalCrossEntropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, reduction: Reduction = .mean
  ) -> Loss {
    Loss(
      library: "sparseCategoricalCrossEntropy",
      ["fromLogits": .flag(fromLogits), "labelSmoothing": .number(labelSmoothing)],
      reduction: reduction, takesLabels: true
    ) {
      ApusNN.sparseCategoricalCrossEntropy(
        $0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing, sampleWeights: $2,
        reduction: $3)
    }
  }

  static let sparseCategoricalCrossEntropyEntry = LossEntry(
    "sparseCategoricalCrossEntropy", "−ln p[t] for integer labels t"
  ) {
    .sparseCategoricalCrossEntropy(
      fromLogits: try $0.fromLogits(), labelSmoothing: try $0.labelSmoothing(), reduction: $1)
  }
}
