import ApusCore
import Foundation

/// η(t) = (η₀ − η₁)(1 − t/s)^p + η₁ up to step s, then η₁; at p = 1 a straight line.
///
/// With `cycle` the fall begins again, each time over s steps more: s is s · ⌈t/s⌉. Source: Keras 3
/// `PolynomialDecay`.
public struct PolynomialDecay: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// s.
  public let decaySteps: Int
  /// η₁.
  public let endRate: Double
  /// p.
  public let power: Double
  /// Whether it begins again after s steps.
  public let cycle: Bool

  /// Defaults as in Keras; traps where `decaySteps` is below 1.
  public init(
    initialRate: Double, decaySteps: Int, endRate: Double = 1e-4, power: Double = 1,
    cycle: Bool = false
  ) {
    require(decaySteps > 0, "PolynomialDecay: \(decaySteps) decay steps; there must be 1 or more")
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.endRate = endRate
    self.power = power
    self.cycle = cycle
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    let times = Double(step) / Double(decaySteps)
    let part = cycle ? times / max(1, times.rounded(.up)) : min(1, times)
    return (initialRate - endRate) * pow(1 - part, power) + endRate
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "PolynomialDecay",
      options: [
        "initialRate": .number(initialRate), "decaySteps": .integer(decaySteps),
        "endRate": .number(endRate), "power": .number(power), "cycle": .flag(cycle),
      ])
  }
}

extension ScheduleEntry {
  static var polynomialDecay: Self {
    Self("PolynomialDecay", "along a line or another power to a last rate") {
      (options: inout Options) in
      PolynomialDecay(
        initialRate: try options.rate("initialRate"), decaySteps: try options.steps("decaySteps"),
        endRate: try options.rate("endRate", default: 1e-4),
        power: try options.number("power", in: 0...1e3, default: 1),
        cycle: try options.flag("cycle", default: false))
    }
  }
}
