import ApusCore

extension MetricKind {
  /// The share of examples whose class is among the five greatest outputs; see
  /// ``topKAccuracy(k:)``.
  public static var topKAccuracy: MetricKind { topKAccuracy(k: 5) }

  /// The share of examples whose class is among the `k` greatest outputs. Of equal outputs those of
  /// later classes come first, so that a constant model does not seem right.
  ///
  /// An output that is not a number comes before all others and is never right. A single output is
  /// the probability of class 1 of two: with k = 1 it counts as ``Accuracy`` does, with k = 2
  /// always.
  ///
  /// Predictions [batch, …, classes]; targets as ``Accuracy`` takes them. Source: scikit-learn's
  /// `top_k_accuracy_score`. Traps where `k` is below 1.
  public static func topKAccuracy(k: Int) -> MetricKind {
    inTopK("topKAccuracy", k, transform: { $0 })
  }

  /// The share of examples whose class is not among the five greatest outputs; see
  /// ``topKError(k:)``.
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
        return (Double((0..<rows.count).count { rows.isHit($0, k) }), rows.count)
      }
    }
  }
}

extension ScoreRows {
  /// Whether the class of a row is among its `k` greatest scores.
  fileprivate func isHit(_ row: Int, _ k: Int) -> Bool {
    let label = truth[row]
    let own = score(of: label, row)
    guard !own.isNaN else { return false }
    if width == 1 { return k > 1 || (scores[row] > 0.5) == (label == 1) }
    let before = (0..<width).count { other in
      let score = scores[row * width + other]
      return score.isNaN || score > own || (score == own && other > label)
    }
    return before < k
  }
}
