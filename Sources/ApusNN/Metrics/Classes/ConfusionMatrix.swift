import ApusCore

/// How often each class was recognized as each: row = the class it was, column = the class it was
/// taken for.
///
/// ```swift
/// let matrix = ConfusionMatrix(truth: [0, 0, 1], recognized: [0, 1, 1], classes: 2)
/// matrix.accuracy       // 2/3
/// matrix.recall(of: 0)  // ½
/// print(ClassificationReport(matrix))
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
    counts = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    add(truth: truth, recognized: recognized)
  }

  /// Adds examples; traps where their numbers differ or a class is outside the matrix.
  public mutating func add(truth: [Int], recognized: [Int]) {
    require(
      truth.count == recognized.count,
      "ConfusionMatrix: \(truth.count) true and \(recognized.count) recognized classes")
    let classes = counts.count
    for (row, column) in zip(truth, recognized) {
      require(
        0..<classes ~= row && 0..<classes ~= column,
        "ConfusionMatrix: class \(row) or \(column), not in 0..<\(classes)")
      counts[row][column] += 1
    }
  }

  /// The number of examples.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// How many examples each class has: the sums of the rows.
  public var members: [Int] { counts.map { $0.reduce(0, +) } }

  /// How many examples were taken for each class: the sums of the columns.
  public var taken: [Int] {
    counts.reduce(into: Array(repeating: 0, count: counts.count)) { sums, row in
      for column in row.indices { sums[column] += row[column] }
    }
  }

  /// Σ TP, the number of right answers.
  public var hits: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// Σ TP / all: the share of right answers.
  public var accuracy: Double { Double(hits) / Double(total) }

  /// The counts of each class against all others.
  public var classCounts: [ClassCounts] {
    let (members, taken, total) = (members, taken, total)
    return counts.indices.map { label in
      let hits = counts[label][label]
      return ClassCounts(
        truePositives: hits, falsePositives: taken[label] - hits,
        falseNegatives: members[label] - hits,
        trueNegatives: total - members[label] - taken[label] + hits)
    }
  }

  /// TP / (TP + FN): which share of the class was recognized; also sensitivity, completeness.
  public func recall(of label: Int) -> Double { value(of: .recall, label: label) }

  /// TP / (TP + FP): which share of what was taken for the class belongs to it. (The lecture calls
  /// it completeness, which recall is.)
  public func precision(of label: Int) -> Double { value(of: .precision, label: label) }

  /// TN / (TN + FP): which share of the others was not taken for the class.
  public func specificity(of label: Int) -> Double { value(of: .specificity, label: label) }

  /// 2TP / (2TP + FP + FN): the harmonic mean of precision and recall.
  public func f1(of label: Int) -> Double { value(of: .f1Score, label: label) }
}
