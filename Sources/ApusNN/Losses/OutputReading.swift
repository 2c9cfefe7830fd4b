/// What the numbers that a model gives stand for, as its loss reads them. Metrics follow it.
///
/// ```swift
/// let loss = Loss.binaryCrossEntropy(fromLogits: true)
/// loss.reading   // .logits: a single output above 0 is class 1, and 𝜎 of it is the probability
/// ```
public enum OutputReading: String, Sendable, Hashable, CaseIterable {
  /// Probabilities: a single output above ½ is class 1.
  case probabilities
  /// Logits: softmax makes probabilities of them, the logistic function of a single one. A single
  /// output above 0 is class 1.
  case logits
  /// Signed distances from a boundary, as of a support vector machine: a single output above 0 is
  /// class 1, and the target −1 is class 0.
  case margins
}

/// How a metric reads outputs: as it was told when it was made, else as the loss does, else as
/// probabilities.
struct ReadingRule: Hashable {
  private let own: OutputReading?
  private var ofLoss: OutputReading?

  /// A metric's own setting; nil follows the loss.
  init(fromLogits: Bool?) {
    own = fromLogits.map { $0 ? .logits : .probabilities }
  }

  var current: OutputReading { own ?? ofLoss ?? .probabilities }

  /// Above which value a single output is class 1.
  var threshold: Double { current == .probabilities ? 0.5 : 0 }

  mutating func follow(_ reading: OutputReading) { ofLoss = reading }
}
