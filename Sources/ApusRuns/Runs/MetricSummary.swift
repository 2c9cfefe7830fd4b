import ApusTraining

/// What became of one value over the epochs.
public struct MetricSummary: Codable, Sendable, Equatable {
  /// Its value after the last epoch; nil if that is not a number.
  public internal(set) var last: Double?
  /// The best of all epochs; nil where none is a number.
  public internal(set) var best: Double?
  /// The epoch of the best, from 1.
  public internal(set) var bestEpoch: Int?

  /// Takes in the value of another epoch.
  mutating func add(_ value: Double, epoch: Int, _ direction: Monitor.Direction) {
    last = value.isFinite ? value : nil
    guard value.isFinite else { return }
    if let best, !direction.isBetter(value, than: best) { return }
    (best, bestEpoch) = (value, epoch)
  }

  /// What the name of a value suggests to be better, where no learner declares it: less of a loss,
  /// an error, a perplexity or a Brier score, more of anything else.
  static func direction(of name: String) -> Monitor.Direction {
    let name = name.lowercased()
    let falling = ["loss", "error", "perplexity", "brier"]
    return falling.contains(where: name.contains) ? .minimize : .maximize
  }
}
