/// How often a class was recognized and missed, against all others.
public struct ClassCounts: Sendable, Hashable {
  /// TP: examples of the class that were recognized.
  public var truePositives: Int
  /// FP: examples of others that were taken for the class.
  public var falsePositives: Int
  /// FN: examples of the class that were taken for others.
  public var falseNegatives: Int
  /// TN: examples of others that were not taken for the class.
  public var trueNegatives: Int

  /// These counts.
  public init(
    truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int
  ) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  /// TP + FN: the number of examples of the class.
  public var support: Int { truePositives + falseNegatives }

  /// The counts of both together.
  public static func + (a: ClassCounts, b: ClassCounts) -> ClassCounts {
    ClassCounts(
      truePositives: a.truePositives + b.truePositives,
      falsePositives: a.falsePositives + b.falsePositives,
      falseNegatives: a.falseNegatives + b.falseNegatives,
      trueNegatives: a.trueNegatives + b.trueNegatives)
  }
}
