import ApusCore

extension MetricKind {
  /// The share of single outputs on the right side of ½, of logits of 0; see
  /// ``binaryAccuracy(threshold:)``.
  public static var binaryAccuracy: MetricKind { binaryAccuracy(threshold: nil) }

  /// The share of single outputs that are above `threshold` where the target is 1, and not above it
  /// where it is 0.
  ///
  /// The threshold is one of the outputs as they are; nil stands for ½ of probabilities and 0 of
  /// logits. Predictions and targets of one shape, a last axis of 1 aside; every element counts for
  /// itself, as with several labels an example. An output that is not a number is never right.
  /// Source: Keras 3 `BinaryAccuracy`; of one output scikit-learn's `accuracy_score`.
  public static func binaryAccuracy(threshold: Double? = nil) -> MetricKind {
    MetricKind("binaryAccuracy") {
      MeanMetric("binaryAccuracy", fromLogits: nil) { prediction, target, rule in
        let threshold = threshold ?? rule.threshold
        let negative = rule.current == .margins ? -1.0 : 0
        let answers = target.matched(to: prediction, in: "binaryAccuracy").doubles
        let outputs = prediction.doubles
        var hits = 0.0
        for (output, answer) in zip(outputs, answers) where !output.isNaN {
          let isRight = output > threshold ? answer == 1 : answer == 0 || answer == negative
          if isRight { hits += 1 }
        }
        return (hits, outputs.count)
      }
    }
  }
}
