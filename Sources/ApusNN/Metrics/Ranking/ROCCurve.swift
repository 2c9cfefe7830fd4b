/// The receiver operating characteristic: the share of positive examples above a threshold against
/// that of negative ones.
///
/// ```swift
/// let curve = ROCCurve(truth: [0, 0, 1, 1], scores: [0.1, 0.4, 0.35, 0.8])
/// curve.area  // 0.75
/// ```
///
/// One point for each distinct score, after (0, 0) at an infinite threshold. Without positive
/// examples their rates, and without negative ones theirs, are not numbers, nor is the area.
/// Source: Fawcett 2006; scikit-learn's `roc_curve(drop_intermediate=False)`.
public struct ROCCurve: Sendable, Hashable {
  /// FP / (FP + TN) at each threshold, rising.
  public let falsePositiveRates: [Double]
  /// TP / (TP + FN) at each threshold, rising.
  public let truePositiveRates: [Double]
  /// The thresholds, falling: examples with at least this score are taken for positive.
  public let thresholds: [Double]
  /// The area under the curve by trapezoids: the probability that a positive example has a greater
  /// score than a negative one, equal scores counting half.
  public let area: Double

  /// The curve of classes 0 and 1, of which `scores` say how likely 1 is. Traps where the numbers
  /// differ or a score is not a number.
  public init(truth: [Int], scores: [Double]) {
    self.init(isPositive: truth.map { $0 == 1 }, scores: scores)
  }

  init(isPositive: [Bool], scores: [Double]) {
    let ranked = RankedScores(isPositive, scores, in: "ROCCurve")
    let hits = [0] + ranked.truePositives
    let wrong = [0] + ranked.falsePositives
    thresholds = [.infinity] + ranked.thresholds
    truePositiveRates = hits.map { Double($0) / Double(ranked.positives) }
    falsePositiveRates = wrong.map { Double($0) / Double(ranked.negatives) }
    // In whole numbers, so that only the last division rounds.
    var doubled = 0
    for point in 1..<Swift.max(1, hits.count) {
      doubled += (wrong[point] - wrong[point - 1]) * (hits[point] + hits[point - 1])
    }
    area = Double(doubled) / (2 * Double(ranked.positives) * Double(ranked.negatives))
  }
}

extension ScoreRows {
  /// The area under the ROC curve, of more than two classes that of each against all others,
  /// averaged; not a number where a class that counts has no examples or all.
  ///
  /// Source: scikit-learn's `roc_auc_score(multi_class="ovr")`.
  public func rocAUC(average: ClassAverage = .macro) -> Double {
    oneVersusRest(average) { ROCCurve(isPositive: $0, scores: $1).area }
  }
}

extension MetricKind {
  /// The area under the ROC curve: of a single output that of class 1, else the mean over the
  /// classes.
  public static var auc: MetricKind { auc(average: .macro) }

  /// The same with another average; see ``ScoreRows/rocAUC(average:)``. Logits of several classes
  /// are not ordered across examples as their probabilities are: `fromLogits` says what predictions
  /// are, or the loss where it is nil.
  public static func auc(
    average: ClassAverage = .macro, fromLogits: Bool? = nil
  ) -> MetricKind {
    MetricKind("auc") {
      ScoresMetric("auc", fromLogits: fromLogits) { $0.rocAUC(average: average) }
    }
  }
}
