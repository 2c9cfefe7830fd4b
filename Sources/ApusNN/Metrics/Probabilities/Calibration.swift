import ApusCore

/// How well the probabilities of the recognized classes agree with how often they are right.
///
/// An example's confidence is the probability of its recognized class (of a single probability p
/// the greater of p and 1 − p). Confidences fall into bins of one width, each closed above: (0,
/// 1/M], …, (1 − 1/M, 1]. Source: Guo et al. 2017, "On Calibration of Modern Neural Networks"; the
/// bins are those of scikit-learn's `calibration_curve`.
public struct Calibration: Metric {
  /// What the examples of one bin have in common.
  public struct Bin: Sendable, Hashable {
    /// The number of examples.
    public let count: Int
    /// Their mean confidence; not a number in an empty bin.
    public let confidence: Double
    /// The share that is right; not a number in an empty bin.
    public let accuracy: Double
  }

  /// The name in histories and progress lines.
  public let name = "expectedCalibrationError"
  private var rule: ReadingRule
  private let binCount: Int
  private var counts: [Int]
  private var hits: [Int]
  private var confidences: [Double]

  /// No examples yet; `fromLogits` says whether outputs are logits, nil leaves it to the loss.
  /// Traps where there is no bin.
  public init(bins: Int = 15, fromLogits: Bool? = nil) {
    require(bins >= 1, "Calibration: \(bins) bins; there must be one at least")
    rule = ReadingRule(fromLogits: fromLogits)
    binCount = bins
    counts = Array(repeating: 0, count: bins)
    hits = counts
    confidences = Array(repeating: 0, count: bins)
  }

  /// The bins, from confidence 0 to 1.
  public var bins: [Bin] {
    (0..<binCount).map {
      Bin(
        count: counts[$0], confidence: confidences[$0] / Double(counts[$0]),
        accuracy: Double(hits[$0]) / Double(counts[$0]))
    }
  }

  /// The expected calibration error: Σ (share of the bin) |accuracy − confidence|.
  public var value: Double {
    let total = Double(counts.reduce(0, +))
    return total == 0
      ? .nan
      : (0..<binCount).reduce(0) { $0 + abs(Double(hits[$1]) - confidences[$1]) } / total
  }

  /// The maximum calibration error: the greatest |accuracy − confidence| of a bin.
  public var maximumError: Double {
    let errors = bins.filter { $0.count > 0 }.map { abs($0.accuracy - $0.confidence) }
    return errors.contains(where: \.isNaN) ? .nan : errors.max() ?? .nan
  }

  /// Counts, hits and sums of confidence of the bins.
  public var state: [Double] {
    get { counts.map(Double.init) + hits.map(Double.init) + confidences }
    set {
      guard newValue.count == 3 * binCount else { return reset() }
      let whole = newValue.prefix(2 * binCount).map { $0.count ?? 0 }
      counts = Array(whole.prefix(binCount))
      hits = Array(whole.suffix(binCount))
      confidences = Array(newValue.suffix(binCount))
    }
  }

  /// Adds examples. Where a probability is not a number, nor are the errors from then on.
  public mutating func add(_ rows: ScoreRows) {
    for row in 0..<rows.count {
      var best = 0
      for label in 1..<rows.classes where rows.score(of: label, row) > rows.score(of: best, row) {
        best = label
      }
      let score = rows.score(of: best, row)
      guard (0..<rows.classes).allSatisfy({ !rows.score(of: $0, row).isNaN }) else {
        counts[0] += 1
        confidences[0] = .nan
        continue
      }
      let confidence = score > 0 ? Swift.min(score, 1) : 0
      let place = Swift.max(0, Int((confidence * Double(binCount)).rounded(.up)) - 1)
      counts[place] += 1
      confidences[place] += confidence
      if best == rows.truth[row] { hits[place] += 1 }
    }
  }

  /// Adds a batch of probabilities or logits [batch, …, classes], or of class 1 alone; targets as
  /// ``Accuracy`` takes them. Traps where what should be probabilities is none.
  public mutating func update(_ prediction: Tensor, _ target: Tensor) {
    guard prediction.elementCount > 0 else { return }
    add(ScoreRows(prediction, target, rule, of: .probabilities, in: name))
  }

  /// Forgets all batches.
  public mutating func reset() {
    counts = Array(repeating: 0, count: binCount)
    hits = counts
    confidences = Array(repeating: 0, count: binCount)
  }

  /// Takes outputs for what they are.
  public mutating func follow(_ reading: OutputReading) { rule.follow(reading) }
}

extension MetricKind {
  /// The expected calibration error in 15 bins; see ``Calibration``.
  public static var expectedCalibrationError: MetricKind { expectedCalibrationError(bins: 15) }

  /// The same with other settings.
  public static func expectedCalibrationError(
    bins: Int = 15, fromLogits: Bool? = nil
  ) -> MetricKind {
    MetricKind("expectedCalibrationError") { Calibration(bins: bins, fromLogits: fromLogits) }
  }
}
