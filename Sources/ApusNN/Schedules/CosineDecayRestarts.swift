import ApusCore
import Foundation

/// Cosine decay that begins again: period i lasts s·aⁱ steps and falls from η₀bⁱ:
/// η = η₀ ((1 − α) bⁱ (1 + cos(πx))/2 + α), x the share of the period that is over.
///
/// PyTorch's `CosineAnnealingWarmRestarts` is b = 1, α the least rate by the greatest. Where each
/// period ends is a good place for a snapshot. Source: Loshchilov & Hutter 2017; Keras 3
/// `CosineDecayRestarts`; lecture S3, cyclic rate.
public struct CosineDecayRestarts: LearningRateSchedule {
  /// η₀.
  public let initialRate: Double
  /// s: the steps of the first period.
  public let firstDecaySteps: Int
  /// a: how much longer each period is than the one before.
  public let periodFactor: Double
  /// b: what the first rate is multiplied by from one period to the next.
  public let rateFactor: Double
  /// α: the least rate as a share of the first.
  public let alpha: Double

  /// Defaults as in Keras; traps where `firstDecaySteps` or `periodFactor` is below 1.
  public init(
    initialRate: Double, firstDecaySteps: Int, periodFactor: Double = 2, rateFactor: Double = 1,
    alpha: Double = 0
  ) {
    require(
      firstDecaySteps > 0,
      "CosineDecayRestarts: \(firstDecaySteps) decay steps; there must be 1 or more")
    require(
      periodFactor >= 1,
      "CosineDecayRestarts: a period factor of \(periodFactor); it must be 1 or more")
    self.initialRate = initialRate
    self.firstDecaySteps = firstDecaySteps
    self.periodFactor = periodFactor
    self.rateFactor = rateFactor
    self.alpha = alpha
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    let (period, part) = position(of: Double(step) / Double(firstDecaySteps))
    let wave = 0.5 * pow(rateFactor, period) * (1 + cos(.pi * part))
    return initialRate * ((1 - alpha) * wave + alpha)
  }

  /// The period that `time`, in first periods, lies in, and the share of it that is over.
  private func position(of time: Double) -> (period: Double, part: Double) {
    if periodFactor == 1 { return (time.rounded(.down), time - time.rounded(.down)) }
    func begin(_ period: Double) -> Double { (pow(periodFactor, period) - 1) / (periodFactor - 1) }
    var period = (log(1 + time * (periodFactor - 1)) / log(periodFactor)).rounded(.down)
    // Rounding may put a period's very first step into the one before.
    if time >= begin(period + 1) { period += 1 }
    if time < begin(period) { period -= 1 }
    return (period, (time - begin(period)) / pow(periodFactor, period))
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "CosineDecayRestarts",
      options: [
        "initialRate": .number(initialRate), "firstDecaySteps": .integer(firstDecaySteps),
        "periodFactor": .number(periodFactor), "rateFactor": .number(rateFactor),
        "alpha": .number(alpha),
      ])
  }
}

extension ScheduleEntry {
  static var cosineDecayRestarts: Self {
    Self("CosineDecayRestarts", "cosine decay that begins again, ever longer") {
      (options: inout Options) in
      CosineDecayRestarts(
        initialRate: try options.rate("initialRate"),
        firstDecaySteps: try options.steps("firstDecaySteps"),
        periodFactor: try options.number("periodFactor", in: 1...1e6, default: 2),
        rateFactor: try options.number("rateFactor", in: 0...1e6, default: 1),
        alpha: try options.number("alpha", in: 0...1, default: 0))
    }
  }
}
