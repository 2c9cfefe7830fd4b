extension ScoreRows {
  /// Σ over the rows of Σₖ (pₖ − yₖ)², half of it where there are two classes: then it is (p₁ −
  /// y)².
  func squaredProbabilityErrors() -> Double {
    var sum = 0.0
    for row in 0..<count {
      for label in 0..<classes {
        let error = score(of: label, row) - (truth[row] == label ? 1 : 0)
        sum += error * error
      }
    }
    return classes == 2 ? sum / 2 : sum
  }
}

extension MetricKind {
  /// The mean squared error of the probabilities; see ``brierScore(fromLogits:)``.
  public static var brierScore: MetricKind { brierScore(fromLogits: nil) }

  /// The mean over the examples of (p₁ − y)² with two classes and of Σₖ (pₖ − yₖ)² with more; 0 is
  /// best.
  ///
  /// Predictions are probabilities or logits [batch, …, classes], or of class 1 alone, as
  /// `fromLogits` says, or the loss where it is nil; others trap. Targets as ``Accuracy`` takes
  /// them. Source: Brier 1950; scikit-learn's `brier_score_loss`.
  public static func brierScore(fromLogits: Bool? = nil) -> MetricKind {
    MetricKind("brierScore") {
      MeanMetric("brierScore", fromLogits: fromLogits) { prediction, target, rule in
        let rows = ScoreRows(prediction, target, rule, of: .probabilities, in: "brierScore")
        return (rows.squaredProbabilityErrors(), rows.count)
      }
    }
  }
}
