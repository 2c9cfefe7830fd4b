import ApusCore

extension MetricKind {
  /// The share of examples whose class is among the five greatest outputs; see ``topKAccuracy(k:)``.
  public static var topKAccuracy: MetricKind { topKAccuracy(k: 5) }

  /// The share of examples whose class is among the `k` greatest outputs: fewer than k outputs are greater than that of
  /// the class, so that equal outputs count as hits.
  ///
  /// Predictions [batch, …, classes]; targets as ``Accuracy`` takes them. Source: Keras 3 `TopKCategoricalAccuracy`;
  /// without equal outputs scikit-learn's `top_k_accuracy_score`. Traps where `k` is below 1.
  public static func topKAccuracy(k: Int) -> MetricKind {
    inTopK("topKAccuracy", k, transform: { $0 })
  }

  /// The share of examples whose class is not among the five greatest outputs; see ``topKError(k:)``.
  public static var topKError: MetricKind { topKError(k: 5) }

  /// 1 − ``topKAccuracy(k:)``: how ImageNet's results are told (S0:2619).
  public static func topKError(k: Int) -> MetricKind {
    inTopK("topKError", k, transform: { 1 - $0 })
  }

  private static func inTopK(
    _ name: String, _ k: Int, transform: @escaping (Double) -> Double
  ) -> MetricKind {
    require(k >= 1, "\(name): k = \(k); it must be 1 at least")
    return MetricKind(name) {
      MeanMetric(name, fromLogits: nil, transform: transform) { prediction, target, rule in
        let rows = ScoreRows(prediction, target, rule, of: .anything, in: name)
        var hits = 0.0
        for row in 0..<rows.count {
          let scores = rows.scores[row * rows.width..<(row + 1) * rows.width]
          let own = rows.score(of: rows.truth[row], row)
          if scores.count(where: { $0 > own }) < k { hits += 1 }
        }
        return (hits, rows.count)
      }
    }
  }
}
