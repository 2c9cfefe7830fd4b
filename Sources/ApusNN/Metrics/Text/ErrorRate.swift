/// Word or character error rate: the differences of all texts together per word or character of
/// their references.
///
/// ```swift
/// var wer = ErrorRate(of: .words)
/// wer.update(reference: "the cat sat", hypothesis: "the hat sat down")
/// wer.value                 // 2/3
/// wer.counts.substitutions  // 1
/// ```
///
/// (S + D + I) / N with substitutions, deletions, insertions and N elements of the references;
/// above 1 where there is much to insert, not a number before the first text. Source: S0:2619, S1;
/// ``EditCounts``.
public struct ErrorRate: Sendable, Hashable {
  /// What is counted.
  public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// What white space separates: WER.
    case words
    /// Characters, white space included: CER.
    case characters
  }

  /// What is counted.
  public let unit: Unit
  /// The counts of all texts.
  public private(set) var counts = EditCounts()

  /// No texts yet.
  public init(of unit: Unit) { self.unit = unit }

  /// The rate so far.
  public var value: Double { counts.rate }

  /// Adds a text and what it should be.
  public mutating func update(reference: String, hypothesis: String) {
    switch unit {
    case .words:
      let words = { (text: String) in text.split(whereSeparator: \.isWhitespace) }
      counts =
        counts + EditCounts(reference: words(reference), hypothesis: words(hypothesis))
    case .characters:
      counts =
        counts + EditCounts(reference: Array(reference), hypothesis: Array(hypothesis))
    }
  }

  /// Forgets all texts.
  public mutating func reset() { counts = EditCounts() }

  /// Substitutions, deletions, insertions, hits.
  public var state: [Double] {
    get {
      [counts.substitutions, counts.deletions, counts.insertions, counts.hits].map(Double.init)
    }
    set {
      let numbers = newValue.map { $0.count ?? 0 } + [0, 0, 0, 0]
      counts.substitutions = numbers[0]
      counts.deletions = numbers[1]
      counts.insertions = numbers[2]
      counts.hits = numbers[3]
    }
  }
}
