import Foundation

extension ScoreRows {
  /// Σ −ln p of the true classes, with p taken between `epsilon` and 1 − `epsilon`.
  func negativeLogLikelihood(epsilon: Double) -> Double {
    truth.indices.reduce(0) { sum, row in
      sum - log(Swift.min(Swift.max(score(of: truth[row], row), epsilon), 1 - epsilon))
    }
  }
}

extension MetricKind {
  /// The mean −ln p of the true classes; see ``logLoss(fromLogits:epsilon:)``.
  public static var logLoss: MetricKind { logLoss(fromLogits: nil) }

  /// The mean −ln p of the true classes, with p taken between `epsilon` and 1 − `epsilon`.
  ///
  /// Predictions are probabilities or logits [batch, …, classes], or of class 1 alone, as
  /// `fromLogits` says, or the loss where it is nil; others trap. Targets as ``Accuracy`` takes
  /// them. Source: scikit-learn's `log_loss`.
  public static func logLoss(fromLogits: Bool? = nil, epsilon: Double = .ulpOfOne) -> MetricKind {
    likelihood("logLoss", fromLogits, epsilon, transform: { $0 })
  }

  /// e to the power of ``logLoss``: among how many equally likely symbols a model seems to choose.
  public static var perplexity: MetricKind { perplexity(fromLogits: nil) }

  /// The same with other settings; see ``logLoss(fromLogits:epsilon:)``.
  public static func perplexity(
    fromLogits: Bool? = nil, epsilon: Double = .ulpOfOne
  ) -> MetricKind {
    likelihood("perplexity", fromLogits, epsilon, transform: { exp($0) })
  }

  private static func likelihood(
    _ name: String, _ fromLogits: Bool?, _ epsilon: Double,
    transform: @escaping (Double) -> Double
  ) -> MetricKind {
    MetricKind(name) {
      MeanMetric(name, fromLogits: fromLogits, transform: transform) { prediction, target, rule in
        let rows = ScoreRows(prediction, target, rule, of: .probabilities, in: name)
        return (rows.negativeLogLikelihood(epsilon: epsilon), rows.count)
      }
    }
  }
}
