/// Precision against recall at every threshold.
///
/// ```swift
/// let curve = PrecisionRecallCurve(truth: [0, 0, 1, 1], scores: [0.1, 0.4, 0.35, 0.8])
/// curve.averagePrecision  // 0.83…
/// ```
///
/// Without positive examples every recall is 1 and every precision 0, as scikit-learn has it.
/// Source: scikit-learn's `precision_recall_curve`, `average_precision_score`.
public struct PrecisionRecallCurve: Sendable, Hashable {
  /// TP / (TP + FP) at each threshold, and 1 at the end.
  public let precisions: [Double]
  /// TP / (TP + FN) at each threshold, falling, and 0 at the end.
  public let recalls: [Double]
  /// The distinct scores, rising: examples with at least this score are taken for positive.
  public let thresholds: [Double]
  /// Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds: the area by steps, without interpolation.
  public let averagePrecision: Double

  /// The curve of classes 0 and 1, of which `scores` say how likely 1 is. Traps where the numbers
  /// differ or a score is not a number.
  public init(truth: [Int], scores: [Double]) {
    self.init(isPositive: truth.map { $0 == 1 }, scores: scores)
  }

  init(isPositive: [Bool], scores: [Double]) {
    let ranked = RankedScores(isPositive, scores, in: "PrecisionRecallCurve")
    let positives = ranked.positives
    let precisions = zip(ranked.truePositives, ranked.falsePositives).map {
      Double($0) / Double($0 + $1)
    }
    let recalls = ranked.truePositives.map {
      positives == 0 ? 1 : Double($0) / Double(positives)
    }
    var area = 0.0
    for (point, precision) in precisions.enumerated() {
      area += (recalls[point] - (point > 0 ? recalls[point - 1] : 0)) * precision
    }
    averagePrecision = precisions.isEmpty ? .nan : area
    self.precisions = precisions.reversed() + [1]
    self.recalls = recalls.reversed() + [0]
    thresholds = ranked.thresholds.reversed()
  }
}

extension ScoreRows {
  /// The average precision, of more than two classes that of each against all others, averaged; a
  /// class without examples has 0.
  ///
  /// Source: scikit-learn's `average_precision_score`.
  public func averagePrecision(average: ClassAverage = .macro) -> Double {
    oneVersusRest(average) { PrecisionRecallCurve(isPositive: $0, scores: $1).averagePrecision }
  }
}

extension MetricKind {
  /// The average precision: of a single output that of class 1, else the mean over the classes.
  public static var averagePrecision: MetricKind { averagePrecision(average: .macro) }

  /// The same with another average; see ``ScoreRows/averagePrecision(average:)`` and
  /// ``auc(average:fromLogits:)``.
  public static func averagePrecision(
    average: ClassAverage = .macro, fromLogits: Bool? = nil
  ) -> MetricKind {
    MetricKind("averagePrecision") {
      ScoresMetric("averagePrecision", fromLogits: fromLogits) {
        $0.averagePrecision(average: average)
      }
    }
  }
}
