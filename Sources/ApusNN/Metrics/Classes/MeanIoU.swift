extension MetricKind {
  /// The mean of TP / (TP + FP + FN) over the classes that occur in targets or predictions:
  /// intersection over union, as segmentation is judged.
  ///
  /// Predictions [batch, …, classes], targets as ``Accuracy`` takes them. Source: Keras 3
  /// `MeanIoU`; scikit-learn's `jaccard_score(average="macro")`.
  public static var meanIoU: MetricKind {
    MetricKind("meanIoU") {
      ConfusionMetric("meanIoU") { $0.value(of: .jaccard, average: .macro, zeroDivision: .nan) }
    }
  }
}
