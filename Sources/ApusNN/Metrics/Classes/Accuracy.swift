import ApusCore

/// The share of right answers.
///
/// As Keras chooses by the shapes: one output – above ½, of logits above 0, against the target;
/// integer labels – the class of the greatest output; targets of as many values as there are
/// outputs – the places of the greatest of both. Of equal outputs the first counts; an example with
/// an output that is not a number is never right.
public struct Accuracy: Metric {
  private var right = 0
  private var total = 0
  private var rule: ReadingRule

  /// No batches yet; `fromLogits` says whether outputs are logits, nil leaves it to the loss.
  public init(fromLogits: Bool? = nil) { rule = ReadingRule(fromLogits: fromLogits) }

  /// The name in histories and progress lines.
  public let name = "accuracy"

  /// The share so far; not a number before the first batch.
  public var value: Double { total > 0 ? Double(right) / Double(total) : .nan }

  /// The numbers of right answers and of all.
  public var state: [Double] {
    get { [Double(right), Double(total)] }
    set {
      right = newValue.first?.count ?? 0
      total = newValue.dropFirst().first?.count ?? 0
    }
  }

  /// Adds a batch; traps where the numbers of predictions and targets differ.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    let truth = trueClasses(target, for: prediction, rule, in: name)
    let recognized = recognizedClasses(prediction, threshold: rule.threshold)
    for (answer, choice) in zip(truth, recognized) where answer == choice { right += 1 }
    total += recognized.count
  }

  /// Forgets all batches.
  public mutating func reset() {
    right = 0
    total = 0
  }

  /// Takes outputs for what they are.
  public mutating func follow(_ reading: OutputReading) { rule.follow(reading) }
}

extension MetricKind {
  /// The share of right answers; see ``Accuracy``.
  public static var accuracy: MetricKind { MetricKind("accuracy") { Accuracy() } }
}
