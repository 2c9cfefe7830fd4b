import ApusCore
import Foundation

/// η(t) = η₀ ((1 − α)(1 + cos(πt/s))/2 + α) up to step s, then αη₀: slow, fast, slow.
///
/// Keras's warm-up is ``Warmup`` before it. Source: Loshchilov & Hutter 2017; Keras 3
/// `CosineDecay`.
public struct CosineDecay: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// s.
  public let decaySteps: Int
  /// α: the last rate as a share of the first.
  public let alpha: Double

  /// Traps where `decaySteps` is below 1.
  public init(initialRate: Double, decaySteps: Int, alpha: Double = 0) {
    require(decaySteps > 0, "CosineDecay: \(decaySteps) decay steps; there must be 1 or more")
    self.initialRate = initialRate
    self.decaySteps = decaySteps
    self.alpha = alpha
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    let part = min(1, Double(step) / Double(decaySteps))
    return initialRate * ((1 - alpha) * 0.5 * (1 + cos(.pi * part)) + alpha)
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "CosineDecay",
      options: [
        "initialRate": .number(initialRate), "decaySteps": .integer(decaySteps),
        "alpha": .number(alpha),
      ])
  }
}

extension ScheduleEntry {
  static var cosineDecay: Self {
    Self("CosineDecay", "along half a wave of the cosine") { (options: inout Options) in
      CosineDecay(
        initialRate: try options.rate("initialRate"), decaySteps: try options.steps("decaySteps"),
        alpha: try options.number("alpha", in: 0...1, default: 0))
    }
  }
}
