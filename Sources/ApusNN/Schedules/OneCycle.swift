import ApusCore
import Foundation

/// One rise from η₁/d to η₁ and one fall to η₁/(df), the momentum the other way round.
///
/// The rise takes the share p of the n steps. With three phases the fall goes back to η₁/d in as
/// many steps, then to the last rate. The lecture's form rises and falls on straight lines, half
/// the steps each, from a tenth of η₁:
///
/// ```swift
/// OneCycle(maximalRate: 0.1, totalSteps: 5000, riseShare: 0.5, curve: .line, divisor: 10)
/// ```
///
/// After n steps the last rate stays. Source: Smith & Topin 2019; PyTorch `OneCycleLR`; lecture S4,
/// 1 cycle scheduling, and S3, the momentum's inverse cycle.
public struct OneCycle: LearningRateSchedule {
  /// How the values go from one to the next.
  public enum Curve: String, Sendable, CaseIterable {
    /// Along half a wave of the cosine.
    case cosine
    /// Along a straight line.
    case line
  }

  /// η₁.
  public let maximalRate: Double
  /// n.
  public let totalSteps: Int
  /// p.
  public let riseShare: Double
  /// How the values go from one to the next.
  public let curve: Curve
  /// d: the greatest rate by the first.
  public let divisor: Double
  /// f: the first rate by the last.
  public let finalDivisor: Double
  /// Whether the last rate has a phase of its own.
  public let hasThreePhases: Bool
  /// Whether the momentum goes the other way round; false leaves the optimizer's alone.
  public let cyclesMomentum: Bool
  /// The momentum at the greatest rate.
  public let leastMomentum: Double
  /// The momentum at the first and last rate.
  public let greatestMomentum: Double

  /// Defaults as in PyTorch; traps where `totalSteps` is below 1, `riseShare` outside 0…1 (half of
  /// it with three phases) or a divisor not above 0.
  public init(
    maximalRate: Double, totalSteps: Int, riseShare: Double = 0.3, curve: Curve = .cosine,
    divisor: Double = 25, finalDivisor: Double = 1e4, hasThreePhases: Bool = false,
    cyclesMomentum: Bool = true, leastMomentum: Double = 0.85, greatestMomentum: Double = 0.95
  ) {
    require(totalSteps > 0, "OneCycle: \(totalSteps) steps; there must be 1 or more")
    let most = hasThreePhases ? 0.5 : 1
    require(
      riseShare >= 0 && riseShare <= most, "OneCycle: a rise share of \(riseShare); 0…\(most)")
    require(
      divisor > 0 && finalDivisor > 0,
      "OneCycle: divisors \(divisor) and \(finalDivisor); they must be above 0")
    self.maximalRate = maximalRate
    self.totalSteps = totalSteps
    self.riseShare = riseShare
    self.curve = curve
    self.divisor = divisor
    self.finalDivisor = finalDivisor
    self.hasThreePhases = hasThreePhases
    self.cyclesMomentum = cyclesMomentum
    self.leastMomentum = leastMomentum
    self.greatestMomentum = greatestMomentum
  }

  /// The value at `step` of a cycle that begins at `low`, turns at `high` and ends at `last`.
  private func value(at step: Int, low: Double, high: Double, last: Double) -> Double {
    let end = Double(totalSteps - 1)
    let top = riseShare * Double(totalSteps) - 1
    let t = Double(step)
    if t <= top { return between(low, high, top == 0 ? 1 : t / top) }
    if hasThreePhases {
      let bottom = 2 * top
      if t <= bottom { return between(high, low, (t - top) / (bottom - top)) }
      return between(low, last, bottom == end ? 1 : min(1, (t - bottom) / (end - bottom)))
    }
    return between(high, last, top == end ? 1 : min(1, (t - top) / (end - top)))
  }

  private func between(_ from: Double, _ to: Double, _ part: Double) -> Double {
    switch curve {
    case .cosine: to + (from - to) / 2 * (1 + cos(.pi * part))
    case .line: from + (to - from) * part
    }
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    let low = maximalRate / divisor
    return value(at: step, low: low, high: maximalRate, last: low / finalDivisor)
  }

  /// The momentum of that update; nil where it is not cycled.
  public func momentum(at step: Int) -> Double? {
    guard cyclesMomentum else { return nil }
    return value(
      at: step, low: greatestMomentum, high: leastMomentum, last: greatestMomentum)
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "OneCycle",
      options: [
        "maximalRate": .number(maximalRate), "totalSteps": .integer(totalSteps),
        "riseShare": .number(riseShare), "curve": .text(curve.rawValue),
        "divisor": .number(divisor), "finalDivisor": .number(finalDivisor),
        "hasThreePhases": .flag(hasThreePhases),
        "cyclesMomentum": .flag(cyclesMomentum), "leastMomentum": .number(leastMomentum),
        "greatestMomentum": .number(greatestMomentum),
      ])
  }
}

extension ScheduleEntry {
  static var oneCycle: Self {
    Self("OneCycle", "one rise and one fall, the momentum the other way round") {
      (options: inout Options) in
      let hasThreePhases = try options.flag("hasThreePhases", default: false)
      return OneCycle(
        maximalRate: try options.rate("maximalRate"), totalSteps: try options.steps("totalSteps"),
        riseShare: try options.number(
          "riseShare", in: 0...(hasThreePhases ? 0.5 : 1), default: 0.3),
        curve: try options.choice("curve", default: .cosine),
        divisor: try options.number("divisor", in: 1e-6...1e12, default: 25),
        finalDivisor: try options.number("finalDivisor", in: 1e-6...1e12, default: 1e4),
        hasThreePhases: hasThreePhases,
        cyclesMomentum: try options.flag("cyclesMomentum", default: true),
        leastMomentum: try options.share("leastMomentum", default: 0.85),
        greatestMomentum: try options.share("greatestMomentum", default: 0.95))
    }
  }
}
