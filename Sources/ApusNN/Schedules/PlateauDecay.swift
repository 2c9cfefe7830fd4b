import ApusCore

/// Lowers a rate where a metric no longer gets better: after `patience` values in a row that are
/// not better than the best by more than `minimalChange`, the rate is multiplied by `factor`.
///
/// ```swift
/// var plateau = PlateauDecay(patience: 3)
/// for _ in 0..<10 {
///   try model.fit(train, epochs: 1)
///   optimizer.learningRate = plateau.learningRate(
///     after: try model.evaluate(test).loss, current: optimizer.learningRate)
/// }
/// ```
///
/// After a change `cooldown` values are not counted. The rate does not fall below `minimalRate`. It
/// is a value: keep it with a run's state, as JSON. Source: Keras 3 `ReduceLROnPlateau`; lecture
/// S4, performance scheduling.
public struct PlateauDecay: Sendable, Hashable, Codable {
  /// What is better.
  public enum Direction: String, Sendable, Codable, CaseIterable {
    /// A smaller value, as of a loss.
    case minimize
    /// A greater value, as of an accuracy.
    case maximize
  }

  /// What the rate is multiplied by.
  public let factor: Double
  /// How many values may be no better.
  public let patience: Int
  /// What is better.
  public private(set) var direction: Direction
  /// What must be exceeded for a value to count as better.
  public let minimalChange: Double
  /// How many values after a change are not counted.
  public let cooldown: Int
  /// The least rate.
  public let minimalRate: Double
  /// The best value so far; nil before the first.
  public private(set) var best: Double?
  private var waited = 0
  private var cooling = 0

  /// Defaults as in Keras; traps on a factor outside 0..<1 or a negative patience or cooldown.
  public init(
    factor: Double = 0.1, patience: Int = 10, direction: Direction = .minimize,
    minimalChange: Double = 1e-4, cooldown: Int = 0, minimalRate: Double = 0
  ) {
    require(factor >= 0 && factor < 1, "PlateauDecay: a factor of \(factor) is outside 0..<1")
    require(
      patience >= 0 && cooldown >= 0,
      "PlateauDecay: patience \(patience) and cooldown \(cooldown); neither may be negative")
    self.factor = factor
    self.patience = patience
    self.direction = direction
    self.minimalChange = minimalChange
    self.cooldown = cooldown
    self.minimalRate = minimalRate
  }

  /// The same rule for a value of which the other direction may be better.
  package func judging(_ direction: Direction) -> PlateauDecay {
    var rule = self
    rule.direction = direction
    return rule
  }

  /// What has been gathered, as numbers for checkpoints: the best value, NaN before the first, and
  /// the two counts.
  public var memory: [Double] {
    get { [best ?? .nan, Double(waited), Double(cooling)] }
    set {
      guard newValue.count == 3 else { return }
      best = newValue[0].isNaN ? nil : newValue[0]
      // A damaged file must not make the counts overflow.
      waited = newValue[1] < 0x1p52 ? Int(exactly: newValue[1]) ?? 0 : 0
      cooling = newValue[2] < 0x1p52 ? Int(exactly: newValue[2]) ?? 0 : 0
    }
  }

  private func isBetter(_ value: Double) -> Bool {
    guard let best else { return !value.isNaN }
    switch direction {
    case .minimize: return value < best - minimalChange
    case .maximize: return value > best + minimalChange
    }
  }

  /// The rate to go on with after `metric` was measured at the rate `current`.
  public mutating func learningRate(after metric: Double, current: Double) -> Double {
    if cooling > 0 {
      cooling -= 1
      waited = 0
    }
    if isBetter(metric) {
      best = metric
      waited = 0
    } else if cooling == 0 {
      waited += 1
      if waited >= patience, current > minimalRate {
        cooling = cooldown
        waited = 0
        return max(current * factor, minimalRate)
      }
    }
    return current
  }
}
