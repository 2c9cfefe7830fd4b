import ApusCore

/// A figure of one class against all others: a quotient of its true and false positives and
/// negatives.
///
/// ```swift
/// matrix.value(of: .fBeta(2), label: 1)
/// matrix.value(of: .jaccard, average: .macro)
/// ```
///
/// Source: lectures S1 and S2:1901; scikit-learn's functions of the same names.
public struct ClassFigure: Sendable {
  /// The name in reports and histories.
  public let name: String
  private let quotient: @Sendable (ClassCounts) -> (part: Double, whole: Double)

  /// A figure of this name, given as the two sides of its fraction.
  public init(
    _ name: String, _ quotient: @escaping @Sendable (ClassCounts) -> (part: Double, whole: Double)
  ) {
    self.name = name
    self.quotient = quotient
  }

  /// The figure of these counts; `zeroDivision` where its denominator is 0.
  public func callAsFunction(_ counts: ClassCounts, zeroDivision: Double = .nan) -> Double {
    let (part, whole) = quotient(counts)
    return whole == 0 ? zeroDivision : part / whole
  }

  /// TP / (TP + FP): which share of what was taken for the class belongs to it.
  public static let precision = ClassFigure("precision") {
    (Double($0.truePositives), Double($0.truePositives + $0.falsePositives))
  }

  /// TP / (TP + FN): which share of the class was recognized; also sensitivity.
  public static let recall = ClassFigure("recall") {
    (Double($0.truePositives), Double($0.support))
  }

  /// TN / (TN + FP): which share of the others was not taken for the class.
  public static let specificity = ClassFigure("specificity") {
    (Double($0.trueNegatives), Double($0.trueNegatives + $0.falsePositives))
  }

  /// F₁ = 2TP / (2TP + FP + FN): the harmonic mean of precision and recall.
  public static let f1Score = ClassFigure("f1Score", fBetaQuotient(1))

  /// Fβ = (1 + β²) TP / ((1 + β²) TP + β² FN + FP): recall counts β times as much as precision.
  /// Traps where β is below 0.
  public static func fBeta(_ beta: Double) -> ClassFigure {
    require(beta >= 0, "fBeta: β = \(beta); it must be 0 at least")
    return ClassFigure("fBeta", fBetaQuotient(beta))
  }

  /// TP / (TP + FP + FN): intersection over union of the examples of the class and those taken for
  /// it.
  public static let jaccard = ClassFigure("jaccard") {
    let hits = $0.truePositives
    return (Double(hits), Double(hits + $0.falsePositives + $0.falseNegatives))
  }

  /// 2 |A ∩ B| / (|A| + |B|) of the examples of the class and those taken for it, which is F₁; the
  /// name in segmentation.
  public static let dice = ClassFigure("dice", fBetaQuotient(1))
}

private func fBetaQuotient(
  _ beta: Double
) -> @Sendable (ClassCounts) -> (part: Double, whole: Double) {
  {
    let hits = (1 + beta * beta) * Double($0.truePositives)
    let misses = beta * beta * Double($0.falseNegatives) + Double($0.falsePositives)
    return (hits, hits + misses)
  }
}
