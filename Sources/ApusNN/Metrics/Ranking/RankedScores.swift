import ApusCore

/// How many positive and negative examples have at least each score, from the greatest score down;
/// equal scores are one step.
struct RankedScores {
  private(set) var thresholds: [Double] = []
  private(set) var truePositives: [Int] = []
  private(set) var falsePositives: [Int] = []
  /// The number of positive examples.
  var positives: Int { truePositives.last ?? 0 }
  /// The number of negative examples.
  var negatives: Int { falsePositives.last ?? 0 }

  init(_ isPositive: [Bool], _ scores: [Double], in figure: String) {
    require(
      isPositive.count == scores.count,
      "\(figure): \(scores.count) scores of \(isPositive.count) examples")
    require(!scores.contains(where: \.isNaN), "\(figure): a score that is not a number")
    var (hits, wrong) = (0, 0)
    for example in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
      if let last = thresholds.last, last != scores[example] {
        truePositives.append(hits)
        falsePositives.append(wrong)
        thresholds.append(scores[example])
      } else if thresholds.isEmpty {
        thresholds.append(scores[example])
      }
      if isPositive[example] { hits += 1 } else { wrong += 1 }
    }
    guard !thresholds.isEmpty else { return }
    truePositives.append(hits)
    falsePositives.append(wrong)
  }
}
