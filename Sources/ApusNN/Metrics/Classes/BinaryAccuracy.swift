import ApusCore

extension MetricKind {
  /// The share of single outputs on the right side of ½; see ``binaryAccuracy(threshold:)``.
  public static let binaryAccuracy: MetricKind = binaryAccuracy(threshold: 0.5)

  /// The share of single outputs that are above `threshold` where the target is 1, and not above it where it is 0.
  ///
  /// Predictions and targets of one shape, a last axis of 1 aside; every element counts for itself, as with several
  /// labels an example. An output that is not a number is never right. Source: Keras 3 `BinaryAccuracy`; of one output scikit-learn's `accuracy_score`.
  public static func binaryAccuracy(threshold: Double) -> MetricKind {
    MetricKind("binaryAccuracy") {
      MeanMetric("binaryAccuracy") { prediction, target in
        let answers = target.matched(to: prediction, in: "binaryAccuracy").doubles
        let outputs = prediction.doubles
        var hits = 0.0
        for (output, answer) in zip(outputs, answers)
        where !output.isNaN && (output > threshold ? 1 : 0) == answer {
          hits += 1
        }
        return (hits, outputs.count)
      }
    }
  }
}
