import ApusCore

/// A metric that follows from the scores of all examples, such as their order.
///
/// It keeps them all, 8 bytes for each and for its class, so that the figure is exact; they are in
/// the checkpoints too. Predictions [batch, …, width], targets as ``Accuracy`` takes them.
public struct ScoresMetric: Metric {
  /// The name in histories and progress lines.
  public let name: String
  private var rule: ReadingRule
  private let figure: (ScoreRows) -> Double

  /// The scores of all batches; nil before the first.
  public private(set) var rows: ScoreRows?
  /// Whether what was gathered comes from a file, and no batch has come since.
  private var isRestored = false

  /// A metric of this name; the scores are the probabilities where predictions are logits, as
  /// `fromLogits` says, or the loss where it is nil.
  public init(
    _ name: String, fromLogits: Bool? = nil, figure: @escaping (ScoreRows) -> Double
  ) {
    self.name = name
    rule = ReadingRule(fromLogits: fromLogits)
    self.figure = figure
  }

  /// The figure so far; not a number before the first batch and where a score is none.
  public var value: Double {
    guard let rows, !rows.scores.contains(where: \.isNaN) else { return .nan }
    return figure(rows)
  }

  /// The width of the rows, the number of rows, their classes, their scores; nothing before the
  /// first batch. What does not fit together, or to the next batch, counts as nothing.
  public var state: [Double] {
    get {
      guard let rows else { return [] }
      return [Double(rows.width), Double(rows.count)] + rows.truth.map(Double.init) + rows.scores
    }
    set {
      rows = nil
      isRestored = true
      let numbers = newValue.prefix(2).compactMap(\.count)
      guard numbers.count == 2, case let (width, count) = (numbers[0], numbers[1]),
        width >= 1, count >= 1, width < newValue.count, count < newValue.count,
        newValue.count == 2 + count * (width + 1)
      else { return }
      let truth = newValue[2..<2 + count].compactMap(\.count)
        .filter { 0..<Swift.max(2, width) ~= $0 }
      guard truth.count == count else { return }
      rows = ScoreRows(truth: truth, scores: Array(newValue[(2 + count)...]), width: width)
    }
  }

  /// Adds a batch.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    guard prediction.elementCount > 0 else { return }
    let batch = ScoreRows(prediction, target, rule, of: .anything, in: name)
    if isRestored, rows?.width != batch.width { rows = nil }
    isRestored = false
    if let width = rows?.width {
      require(width == batch.width, "\(name): rows of \(batch.width) after rows of \(width)")
      rows?.truth += batch.truth
      rows?.scores += batch.scores
    } else {
      rows = batch
    }
  }

  /// Forgets all batches.
  public mutating func reset() { rows = nil }

  /// Takes outputs for what they are.
  public mutating func follow(_ reading: OutputReading) { rule.follow(reading) }
}
