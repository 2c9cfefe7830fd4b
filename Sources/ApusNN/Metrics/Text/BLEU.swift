import ApusCore
import Foundation

/// Bilingual evaluation understudy: how many of a translation's n-grams are in its references, over
/// a whole corpus.
///
/// ```swift
/// var bleu = BLEU()
/// bleu.update(hypothesis: ["the", "cat", "sat"], references: [["the", "cat", "sat", "down"]])
/// bleu.value
/// ```
///
/// BLEU = BP · exp(Σₙ ln pₙ / N), n = 1…N: pₙ are the n-grams of all hypotheses that their
/// references have too, each at most as often as the reference that has it most, divided by all
/// n-grams; BP = min(1, exp(1 − r/c)) with c the length of all hypotheses and r that of the
/// references, of each hypothesis the nearest in length, the shorter of two. 0…1. Source: Papineni
/// et al. 2002; a hundredth of sacrebleu's `corpus_bleu(tokenize="none")`. nltk's is the same but
/// for sentences shorter than N, of which it counts one n-gram that never matches.
public struct BLEU: Sendable {
  /// What becomes of a precision whose n-grams never match. All follow sacrebleu.
  public enum Smoothing: Sendable, Hashable {
    /// It is 0, and so is the whole.
    case none
    /// So many n-grams count as matched, usually 0.1; nltk's `method1`.
    case floor(Double)
    /// So many, usually 1, are added to the matches and to all n-grams of every order above 1;
    /// nltk's `method2`.
    case add(Double)
    /// The k-th such precision counts as 1/2ᵏ matches; nltk's `method3`.
    case exponential
  }

  /// N, the greatest order.
  public let maximumOrder: Int
  /// What becomes of a precision of 0.
  public let smoothing: Smoothing
  private var matches: [Int]
  private var totals: [Int]
  private var hypothesisLength = 0
  private var referenceLength = 0

  /// No translations yet; traps where the order is below 1.
  public init(maximumOrder: Int = 4, smoothing: Smoothing = .none) {
    require(maximumOrder >= 1, "BLEU: n-grams up to \(maximumOrder); it must be 1 at least")
    self.maximumOrder = maximumOrder
    self.smoothing = smoothing
    matches = Array(repeating: 0, count: maximumOrder)
    totals = matches
  }

  /// Adds a translation, as tokens, and one or more references; traps without a reference.
  public mutating func update<Token: Hashable>(hypothesis: [Token], references: [[Token]]) {
    let count = hypothesis.count
    let nearest = references.map(\.count).min {
      (abs($0 - count), $0) < (abs($1 - count), $1)
    }
    require(nearest != nil, "BLEU: a translation without references")
    hypothesisLength += count
    referenceLength += nearest ?? 0
    for order in 1...maximumOrder {
      var most: [ArraySlice<Token>: Int] = [:]
      for reference in references {
        most.merge(grams(reference, order)) { Swift.max($0, $1) }
      }
      for (gram, times) in grams(hypothesis, order) {
        matches[order - 1] += Swift.min(times, most[gram] ?? 0)
      }
      totals[order - 1] += Swift.max(0, count - order + 1)
    }
  }

  /// BP: 1 where the hypotheses are as long as the references or longer.
  public var brevityPenalty: Double {
    hypothesisLength >= referenceLength
      ? 1 : exp(1 - Double(referenceLength) / Double(hypothesisLength))
  }

  /// p₁…p_N, smoothed; 0 of an order for which the hypotheses are too short.
  public var precisions: [Double] {
    var misses = 0
    return (0..<maximumOrder).map { place in
      var (part, whole) = (Double(matches[place]), Double(totals[place]))
      if whole == 0 { return 0 }
      switch smoothing {
      case .none: break
      case .floor(let value): if part == 0 { part = value }
      case .add(let value):
        if place > 0 { (part, whole) = (part + value, whole + value) }
      case .exponential:
        if part == 0 {
          misses += 1
          part = 1 / Double(1 << misses)
        }
      }
      return part / whole
    }
  }

  /// The figure so far; 0 where not one word matches, not a number before the first translation.
  public var value: Double {
    if hypothesisLength + referenceLength == 0 { return .nan }
    guard matches.contains(where: { $0 > 0 }) else { return 0 }
    let mean = precisions.reduce(0) { $0 + log($1) } / Double(maximumOrder)
    return brevityPenalty * exp(mean)
  }

  /// Matches and totals of the orders, the two lengths.
  public var state: [Double] {
    get { (matches + totals + [hypothesisLength, referenceLength]).map(Double.init) }
    set {
      guard newValue.count == 2 * maximumOrder + 2 else { return reset() }
      let whole = newValue.map { $0.count ?? 0 }
      matches = Array(whole.prefix(maximumOrder))
      totals = Array(whole[maximumOrder..<2 * maximumOrder])
      hypothesisLength = whole[2 * maximumOrder]
      referenceLength = whole[2 * maximumOrder + 1]
    }
  }

  /// Forgets all translations.
  public mutating func reset() {
    self = BLEU(maximumOrder: maximumOrder, smoothing: smoothing)
  }

  /// How often each n-gram of an order occurs.
  private func grams<Token: Hashable>(
    _ tokens: [Token], _ order: Int
  ) -> [ArraySlice<Token>: Int] {
    var counts: [ArraySlice<Token>: Int] = [:]
    for start in 0..<Swift.max(0, tokens.count - order + 1) {
      counts[tokens[start..<start + order], default: 0] += 1
    }
    return counts
  }
}
