/// How a sequence differs from the one that it should be: the fewest substitutions, deletions and
/// insertions that turn one into the other (Levenshtein's distance).
///
/// ```swift
/// let counts = EditCounts(reference: Array("kitten"), hypothesis: Array("sitting"))
/// counts.distance  // 3: two substitutions and an insertion
/// ```
///
/// Of several ways of the same length one with the most substitutions counts. Source: Levenshtein
/// 1966, Wagner and Fischer 1974. Time is the product of the lengths, memory their sum.
public struct EditCounts: Sendable, Hashable {
  /// Elements that stand for another one.
  public var substitutions = 0
  /// Elements of the reference that are missing.
  public var deletions = 0
  /// Elements that the reference does not have.
  public var insertions = 0
  /// Elements that agree.
  public var hits = 0

  /// No differences of nothing.
  public init() {}

  /// How `hypothesis` differs from `reference`.
  public init<Token: Equatable>(reference: [Token], hypothesis: [Token]) {
    // previous[j] is the best way from the reference's first i elements to the hypothesis's first
    // j.
    var previous = (0...hypothesis.count).map { count in
      var way = EditCounts()
      way.insertions = count
      return way
    }
    for expected in reference {
      var current = previous
      current[0].deletions += 1
      for (place, found) in hypothesis.enumerated() {
        var best = previous[place]
        if expected == found { best.hits += 1 } else { best.substitutions += 1 }
        var deletion = previous[place + 1]
        deletion.deletions += 1
        if deletion.isBetter(than: best) { best = deletion }
        var insertion = current[place]
        insertion.insertions += 1
        if insertion.isBetter(than: best) { best = insertion }
        current[place + 1] = best
      }
      previous = current
    }
    self = previous[previous.count - 1]
  }

  /// The number of differences.
  public var distance: Int { substitutions + deletions + insertions }

  /// The length of the reference.
  public var referenceCount: Int { hits + substitutions + deletions }

  /// Differences per element of the reference; not a number where both are empty, infinite where
  /// the reference is.
  public var rate: Double { Double(distance) / Double(referenceCount) }

  /// The counts of both together.
  public static func + (a: EditCounts, b: EditCounts) -> EditCounts {
    var sum = a
    sum.substitutions += b.substitutions
    sum.deletions += b.deletions
    sum.insertions += b.insertions
    sum.hits += b.hits
    return sum
  }

  private func isBetter(than other: EditCounts) -> Bool {
    (distance, deletions + insertions) < (other.distance, other.deletions + other.insertions)
  }
}
