import ApusCore
import Foundation

/// η(t) = η₀ / (1 + t/s)^c: after s steps half the rate at c = 1, after 2s a third, ever slower.
///
/// Source: lecture S4, power scheduling.
public struct PowerDecay: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// s.
  public let decaySteps: Int
  /// c.
  public let power: Double

  /// Traps where `decaySteps` is below 1.
  public init(initialRate: Double, decaySteps: Int, power: Double = 1) {
    require(decaySteps > 0, "PowerDecay: \(decaySteps) decay steps; there must be 1 or more")
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.power = power
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    initialRate / pow(1 + Double(step) / Double(decaySteps), power)
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "PowerDecay",
      options: [
        "initialRate": .number(initialRate), "decaySteps": .integer(decaySteps),
        "power": .number(power),
      ])
  }
}

extension ScheduleEntry {
  static var powerDecay: Self {
    Self("PowerDecay", "by a power of the time: half, a third, a quarter, …") {
      (options: inout Options) in
      PowerDecay(
        initialRate: try options.rate("initialRate"), decaySteps: try options.steps("decaySteps"),
        power: try options.number("power", in: 0...1e3, default: 1))
    }
  }
}
