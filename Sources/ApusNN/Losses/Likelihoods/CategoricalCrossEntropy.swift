import ApusCore

/// Categorical cross-entropy: −Σₖ tₖ ln pₖ over the last axis, the mean over all else.
///
/// - Parameters:
///   - prediction: [batch, …, classes]. Probabilities, divided by their sum and then clipped to
///     10⁻⁷…1 − 10⁻⁷; logits where `fromLogits`.
///   - target: probabilities (one-hot as a rule) in the shape of `prediction`; or integer labels as
///     ``sparseCategoricalCrossEntropy(_:_:fromLogits:labelSmoothing:sampleWeights:reduction:)``
///     takes them.
///   - labelSmoothing: ε spreads over all classes: t(1 − ε) + ε / classes.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Keras 3 `CategoricalCrossentropy`; lecture S1.
public func categoricalCrossEntropy(
  _ prediction: Tensor, _ target: Tensor, fromLogits: Bool = false, labelSmoothing: Double = 0,
  sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  require(prediction.rank >= 1, "categoricalCrossEntropy: a prediction without classes")
  if target.areLabels(for: prediction) {
    return sparseCategoricalCrossEntropy(
      prediction, target, fromLogits: fromLogits, labelSmoothing: labelSmoothing,
      sampleWeights: sampleWeights, reduction: reduction)
  }
  let target = target.classShares(for: prediction, labelSmoothing, "categoricalCrossEntropy")
  if fromLogits {
    return softmaxCrossEntropy(logits: prediction, targets: target)
      .reduced(by: reduction, weights: sampleWeights)
  }
  let losses = -(target * log(prediction.normalizedProbabilities)).sum(axes: [-1])
  return losses.reduced(by: reduction, weights: sampleWeights)
}

extension Tensor {
  /// Whether this target holds integer labels for `prediction` rather than a probability for each
  /// class.
  fileprivate func areLabels(for prediction: Tensor) -> Bool {
    if rank + 1 == prediction.rank { return true }
    return dtype.isInteger && rank == prediction.rank && shape.last == 1
      && prediction.shape.last != 1
  }

  /// This target in the element type of `prediction`, smoothed; traps where its shape is another.
  func classShares(for prediction: Tensor, _ labelSmoothing: Double, _ loss: String) -> Tensor {
    require(
      shape == prediction.shape,
      """
      \(loss): a prediction \(prediction.shape) and a target \(shape); they must be equal, or the \
      target integer labels
      """
    )
    let target = cast(to: prediction.dtype)
    if labelSmoothing == 0 { return target }
    let classes = Double(prediction.shape[prediction.rank - 1])
    return target * (1 - labelSmoothing) + labelSmoothing / classes
  }

  /// Probabilities along the last axis divided by their sum, and then clipped.
  var normalizedProbabilities: Tensor {
    (self / sum(axes: [-1], keepDimensions: true))
      .clamped(from: smallestProbability, to: 1 - smallestProbability)
  }
}

extension Loss {
  /// See
  /// ``ApusNN/categoricalCrossEntropy(_:_:fromLogits:labelSmoothing:sampleWeights:reduction:)``.
  public static func categoricalCrossEntropy(
    fromLogits: Bool = false, labelSmoothing: Double = 0, reduction: Reduction = .mean
  ) -> Loss {
    Loss(
      library: "categoricalCrossEntropy",
      ["fromLogits": .flag(fromLogits), "labelSmoothing": .number(labelSmoothing)],
      reduction: reduction, takesLabels: true
    ) {
      ApusNN.categoricalCrossEntropy(
        $0, $1, fromLogits: fromLogits, labelSmoothing: labelSmoothing, sampleWeights: $2,
        reduction: $3)
    }
  }

  static let categoricalCrossEntropyEntry = LossEntry(
    "categoricalCrossEntropy", "−Σₖ tₖ ln pₖ over the classes"
  ) {
    .categoricalCrossEntropy(
      fromLogits: try $0.fromLogits(), labelSmoothing: try $0.labelSmoothing(), reduction: $1)
  }
}
