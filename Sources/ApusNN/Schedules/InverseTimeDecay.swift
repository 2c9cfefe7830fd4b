import ApusCore

/// η(t) = η₀ / (1 + rt/s); with `staircase` t/s is rounded down.
///
/// Source: Keras 3 `InverseTimeDecay`.
public struct InverseTimeDecay: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// s.
  public let decaySteps: Int
  /// r.
  public let decayRate: Double
  /// Whether t/s is rounded down to a whole number.
  public let staircase: Bool

  /// Traps where `decaySteps` is below 1.
  public init(initialRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false) {
    require(decaySteps > 0, "InverseTimeDecay: \(decaySteps) decay steps; there must be 1 or more")
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    let times = Double(step) / Double(decaySteps)
    return initialRate / (1 + decayRate * (staircase ? times.rounded(.down) : times))
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "InverseTimeDecay",
      options: [
        "initialRate": .number(initialRate), "decaySteps": .integer(decaySteps),
        "decayRate": .number(decayRate), "staircase": .flag(staircase),
      ])
  }
}

extension ScheduleEntry {
  static var inverseTimeDecay: Self {
    Self("InverseTimeDecay", "by one over the time") { (options: inout Options) in
      InverseTimeDecay(
        initialRate: try options.rate("initialRate"), decaySteps: try options.steps("decaySteps"),
        decayRate: try options.rate("decayRate"),
        staircase: try options.flag("staircase", default: false))
    }
  }
}
