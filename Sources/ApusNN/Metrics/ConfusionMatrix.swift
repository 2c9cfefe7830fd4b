import ApusCore

/// How often each class was recognized as each: row = the class it was, column = the class it was
/// taken for.
///
/// ```swift
/// let matrix = ConfusionMatrix(truth: [0, 0, 1], recognized: [0, 1, 1], classes: 2)
/// matrix.accuracy       // 2/3
/// matrix.recall(of: 0)  // ½
/// ```
///
/// With TP, FP, FN and TN the true and false positives and negatives of a class against all others.
/// A figure whose denominator is 0 is not a number. Source: lectures S1 and S2:1901.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The counts by true class and recognized class.
  public private(set) var counts: [[Int]]

  /// A matrix of these counts; traps where it is not square or a count is negative.
  public init(_ counts: [[Int]]) {
    require(
      counts.allSatisfy { $0.count == counts.count && $0.allSatisfy { $0 >= 0 } },
      "ConfusionMatrix: rows of \(counts.map(\.count)) counts; it must be square, without negatives"
    )
    self.counts = counts
  }

  /// The matrix of these examples; traps where their numbers differ or a class is outside
  /// 0..<classes.
  public init(truth: [Int], recognized: [Int], classes: Int) {
    require(
      truth.count == recognized.count,
      "ConfusionMatrix: \(truth.count) true and \(recognized.count) recognized classes")
    counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    for (row, column) in zip(truth, recognized) {
      require(
        0..<classes ~= row && 0..<classes ~= column,
        "ConfusionMatrix: class \(row) or \(column), not in 0..<\(classes)")
      counts[row][column] += 1
    }
  }

  /// The number of examples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Σ TP / all: the share of right answers.
  public var accuracy: Double { ratio(counts.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

  /// TP / (TP + FN): which share of the class was recognized; also sensitivity, completeness.
  public func recall(of label: Int) -> Double { ratio(hits(label), members(label)) }

  /// TP / (TP + FP): which share of what was taken for the class belongs to it. (The lecture calls
  /// it completeness, which recall is.)
  public func precision(of label: Int) -> Double { ratio(hits(label), taken(label)) }

  /// TN / (TN + FP): which share of the others was not taken for the class.
  public func specificity(of label: Int) -> Double {
    let others = total - members(label)
    return ratio(others - (taken(label) - hits(label)), others)
  }

  /// 2TP / (2TP + FP + FN): the harmonic mean of precision and recall.
  public func f1(of label: Int) -> Double { ratio(2 * hits(label), members(label) + taken(label)) }

  private func hits(_ label: Int) -> Int { counts[label][label] }
  private func members(_ label: Int) -> Int { counts[label].reduce(0, +) }
  private func taken(_ label: Int) -> Int { counts.reduce(0) { $0 + $1[label] } }
  private func ratio(_ part: Int, _ whole: Int) -> Double { Double(part) / Double(whole) }
}
