import ApusCore

/// The outputs for some examples and the classes they are of: rows of `width` scores, or one score
/// of class 1 each.
public struct ScoreRows: Sendable, Hashable {
  /// The number of scores an example: 1 for two classes, else one for each class.
  public let width: Int
  /// The scores, row by row.
  public internal(set) var scores: [Double]
  /// The class of each row.
  public internal(set) var truth: [Int]

  /// Rows of scores; traps where the numbers do not fit or a class has no score.
  public init(truth: [Int], scores: [Double], width: Int = 1) {
    require(
      width >= 1 && scores.count == truth.count * width,
      "ScoreRows: \(scores.count) scores for \(truth.count) rows of \(width)")
    let classes = Swift.max(2, width)
    require(
      truth.allSatisfy { 0..<classes ~= $0 },
      "ScoreRows: classes from \(truth.min() ?? 0) to \(truth.max() ?? 0), not in 0..<\(classes)")
    self.width = width
    self.scores = scores
    self.truth = truth
  }

  /// What scores must be.
  enum Demand { case anything, probabilities }

  /// The rows of a batch of predictions [batch, …, width] and its targets, which are as
  /// ``Accuracy`` takes them; where the predictions are logits, the probabilities that they stand
  /// for. Traps where scores are not what they must be.
  init(
    _ prediction: Tensor, _ target: Tensor, _ rule: ReadingRule, of demand: Demand,
    in metric: String
  ) {
    let truth = trueClasses(target, for: prediction, rule, in: metric)
    let width = prediction.shape[prediction.rank - 1]
    let outputs = prediction.cast(to: .float64)
    let isLogits = rule.current == .logits
    let scores = isLogits ? (width == 1 ? sigmoid(outputs) : softmax(outputs)) : outputs
    self.init(truth: truth, scores: scores.doubles, width: Swift.max(1, width))
    if demand == .probabilities, !isLogits { requireProbabilities(metric) }
  }

  /// Traps where a score is outside 0…1, or those of a row don't add up to 1, beyond what rounding
  /// to bfloat16 explains. What is not a number passes: a model that diverges is no mistake in the
  /// program.
  private func requireProbabilities(_ metric: String) {
    for row in 0..<count {
      let own = scores[row * width..<(row + 1) * width]
      let sum = width == 1 ? 1 : own.reduce(0, +)
      if own.contains(where: { $0 < 0 || $0 > 1 + 1e-5 }) || abs(sum - 1) > 0.05 {
        let shown = own.prefix(4).map { "\(Float($0))" }.joined(separator: ", ")
        trap(
          """
          \(metric): outputs \(shown)\(width > 4 ? ", …" : "") are no probabilities; if they are \
          logits, say fromLogits: true to the loss or to the metric
          """)
      }
    }
  }

  /// The number of rows.
  public var count: Int { truth.count }

  /// The number of classes.
  public var classes: Int { Swift.max(2, width) }

  /// The score of a class in a row; of class 0 beside a single score p it is 1 − p.
  package func score(of label: Int, _ row: Int) -> Double {
    if width > 1 { return scores[row * width + label] }
    return label == 1 ? scores[row] : 1 - scores[row]
  }

  /// A figure of each class against all others, averaged; of a single score an example that of
  /// class 1.
  ///
  /// `figure` takes whether each example is of the class, and its scores.
  func oneVersusRest(
    _ average: ClassAverage, _ figure: (_ isMember: [Bool], _ scores: [Double]) -> Double
  ) -> Double {
    func single(_ label: Int) -> Double {
      figure(truth.map { $0 == label }, (0..<count).map { score(of: label, $0) })
    }
    if width == 1 { return single(1) }
    switch average {
    case .one(let label): return single(label)
    case .micro: return figure(truth.flatMap { own in (0..<width).map { $0 == own } }, scores)
    case .macro, .weighted:
      let supports = (0..<width).map { label in truth.count { $0 == label } }
      return average.mean((0..<width).map(single), supports: supports, none: .nan)
    }
  }
}
