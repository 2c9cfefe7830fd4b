import Foundation

/// Precision, recall, specificity, F₁ and support of every class and their averages, as a text
/// table and as JSON.
///
/// ```swift
/// print(ClassificationReport(matrix, names: ["cat", "dog"]))
/// ```
///
/// Source: scikit-learn's `classification_report`, with the specificity.
public struct ClassificationReport: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The figures of one class or of one average.
  public struct Row: Sendable, Hashable, Codable {
    /// The name of the class or average.
    public let name: String
    /// See ``ClassFigure/precision``.
    public let precision: Double
    /// See ``ClassFigure/recall``.
    public let recall: Double
    /// See ``ClassFigure/specificity``.
    public let specificity: Double
    /// See ``ClassFigure/f1Score``.
    public let f1Score: Double
    /// The number of examples.
    public let support: Int

    fileprivate init(_ name: String, support: Int, _ value: (ClassFigure) -> Double) {
      self.name = name
      self.support = support
      precision = value(.precision)
      recall = value(.recall)
      specificity = value(.specificity)
      f1Score = value(.f1Score)
    }
  }

  /// The share of right answers.
  public let accuracy: Double
  /// The classes, in the order of their numbers.
  public let classes: [Row]
  /// Micro, macro and weighted average.
  public let averages: [Row]

  /// The report on a matrix. Classes without a name go by their number; figures whose denominator
  /// is 0 are `zeroDivision`.
  public init(_ matrix: ConfusionMatrix, names: [String] = [], zeroDivision: Double = 0) {
    accuracy = matrix.accuracy
    classes = matrix.classCounts.enumerated().map { label, counts in
      Row(label < names.count ? names[label] : "\(label)", support: counts.support) {
        $0(counts, zeroDivision: zeroDivision)
      }
    }
    averages = [("micro", .micro), ("macro", .macro), ("weighted", .weighted)].map {
      (name: String, average: ClassAverage) in
      Row("\(name) average", support: matrix.total) {
        matrix.value(of: $0, average: average, zeroDivision: zeroDivision)
      }
    }
  }

  /// The table: a line for each class, an empty one, the averages and the accuracy; three digits.
  public var description: String {
    let width = (classes + averages).map(\.name.count).max() ?? 0
    let pad = { (text: String, width: Int) in
      String(repeating: " ", count: Swift.max(0, width - text.count)) + text
    }
    let number = { (value: Double) in pad(String(format: "%.3f", value), 13) }
    let lines = { (rows: [Row]) -> [String] in
      rows.map { (row: Row) -> String in
        let figures = [row.precision, row.recall, row.specificity, row.f1Score].map(number)
        return pad(row.name, width) + figures.joined() + pad("\(row.support)", 13)
      }
    }
    let titles = ["precision", "recall", "specificity", "F1", "support"].map { pad($0, 13) }
    let head = pad("", width) + titles.joined()
    let all = averages.first?.support ?? 0
    let last = [pad("accuracy", width), pad("", 39), number(accuracy), pad("\(all)", 13)].joined()
    return ([head] + lines(classes) + [""] + lines(averages) + [last]).joined(separator: "\n")
  }

  /// The report as a JSON object with `accuracy`, `averages` and `classes`; what is not a number is
  /// the string "nan".
  ///
  /// - Parameter isPretty: whether it has many lines, else one.
  public func json(isPretty: Bool = true) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys] : .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
