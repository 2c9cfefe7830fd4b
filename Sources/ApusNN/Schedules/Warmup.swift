import ApusCore

/// η(t) = η₀ + (η₁ − η₀) t/s up to step s, then η₁: a rate that grows in a straight line.
///
/// ```swift
/// let decay = CosineDecay(initialRate: 0.001, decaySteps: 9500)
/// let schedule = Warmup(to: 0.001, steps: 500).then(decay, after: 500)
/// ```
///
/// Source: Goyal et al. 2017; Keras 3 `CosineDecay(warmup_target:)`.
public struct Warmup: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// η₁.
  public let targetRate: Double
  /// s.
  public let steps: Int

  /// Traps where `steps` is below 1.
  public init(from initialRate: Double = 0, to targetRate: Double, steps: Int) {
    require(steps > 0, "Warmup: \(steps) steps; there must be 1 or more")
    self.initialRate = initialRate
    self.targetRate = targetRate
    self.steps = steps
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    initialRate + (targetRate - initialRate) * min(1, Double(step) / Double(steps))
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "Warmup",
      options: [
        "initialRate": .number(initialRate), "targetRate": .number(targetRate),
        "steps": .integer(steps),
      ])
  }
}

extension ScheduleEntry {
  static var warmup: Self {
    Self("Warmup", "grows along a line, then stays") { (options: inout Options) in
      Warmup(
        from: try options.rate("initialRate", default: 0), to: try options.rate("targetRate"),
        steps: try options.steps("steps"))
    }
  }
}
