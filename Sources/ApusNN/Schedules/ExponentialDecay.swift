import ApusCore
import Foundation

/// η(t) = η₀ · r^(t/s): the rate falls by the factor r in every s steps; with `staircase` at once,
/// every s steps.
///
/// The lecture's η·e^(−0.02) an epoch is r = e^(−0.02), s the steps of an epoch, as a staircase.
/// So, with 1875 steps an epoch:
///
/// ```swift
/// ExponentialDecay(initialRate: 0.01, decaySteps: 1875, decayRate: exp(-0.02), staircase: true)
/// ```
///
/// Source: Keras 3 `ExponentialDecay`; lecture S0, learning rate, and S4, exponential scheduling.
public struct ExponentialDecay: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// s.
  public let decaySteps: Int
  /// r.
  public let decayRate: Double
  /// Whether the exponent is rounded down to a whole number.
  public let staircase: Bool

  /// Traps where `decaySteps` is below 1.
  public init(initialRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false) {
    require(decaySteps > 0, "ExponentialDecay: \(decaySteps) decay steps; there must be 1 or more")
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    let times = Double(step) / Double(decaySteps)
    return initialRate * pow(decayRate, staircase ? times.rounded(.down) : times)
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "ExponentialDecay",
      options: [
        "initialRate": .number(initialRate), "decaySteps": .integer(decaySteps),
        "decayRate": .number(decayRate), "staircase": .flag(staircase),
      ])
  }
}

extension ScheduleEntry {
  static var exponentialDecay: Self {
    Self("ExponentialDecay", "by the same factor in every so many steps") {
      (options: inout Options) in
      ExponentialDecay(
        initialRate: try options.rate("initialRate"), decaySteps: try options.steps("decaySteps"),
        decayRate: try options.rate("decayRate"),
        staircase: try options.flag("staircase", default: false))
    }
  }
}
