import ApusCore
import Foundation

/// A rate that rises from η₀ to η₁ in u steps and falls back in d, again and again, the momentum
/// the other way round.
///
/// The height η₁ − η₀ of cycle i, from 0, is multiplied by 1 (triangular), by 1/2ⁱ (triangular2)
/// or, at step t, by γᵗ (exponential). Source: Smith 2017; PyTorch `CyclicLR`; lecture S3, cyclic
/// rate with inverse momentum.
public struct CyclicRate: LearningRateSchedule {
  /// How the height changes.
  public enum Shape: String, Sendable, CaseIterable {
    /// Not at all.
    case triangular
    /// Half the height in every cycle.
    case triangular2
    /// γᵗ.
    case exponential
  }

  /// η₀.
  public let baseRate: Double
  /// η₁.
  public let maximalRate: Double
  /// u.
  public let stepsUp: Int
  /// d.
  public let stepsDown: Int
  /// How the height changes.
  public let shape: Shape
  /// γ, for the exponential shape.
  public let gamma: Double
  /// Whether the momentum goes the other way round; false leaves the optimizer's alone.
  public let cyclesMomentum: Bool
  /// The momentum at the greatest rate.
  public let leastMomentum: Double
  /// The momentum at the least rate.
  public let greatestMomentum: Double

  /// Defaults as in PyTorch: d = u unless given. Traps where `stepsUp` or `stepsDown` is below 1.
  public init(
    baseRate: Double, maximalRate: Double, stepsUp: Int = 2000, stepsDown: Int? = nil,
    shape: Shape = .triangular, gamma: Double = 1, cyclesMomentum: Bool = true,
    leastMomentum: Double = 0.8,
    greatestMomentum: Double = 0.9
  ) {
    require(
      stepsUp > 0 && stepsDown ?? 1 > 0,
      "CyclicRate: \(stepsUp) steps up and \(stepsDown ?? stepsUp) down; each must be 1 or more")
    self.baseRate = baseRate
    self.maximalRate = maximalRate
    self.stepsUp = stepsUp
    self.stepsDown = stepsDown ?? stepsUp
    self.shape = shape
    self.gamma = gamma
    self.cyclesMomentum = cyclesMomentum
    self.leastMomentum = leastMomentum
    self.greatestMomentum = greatestMomentum
  }

  /// How far up the cycle `step` is: 0 at the base, 1 at the top of the first cycle.
  private func height(at step: Int) -> Double {
    let (cycle, place) = step.quotientAndRemainder(dividingBy: stepsUp + stepsDown)
    let height =
      place <= stepsUp
      ? Double(place) / Double(stepsUp)
      : Double(stepsUp + stepsDown - place) / Double(stepsDown)
    switch shape {
    case .triangular: return height
    case .triangular2: return height / pow(2, Double(cycle))
    case .exponential: return height * pow(gamma, Double(step))
    }
  }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double {
    baseRate + (maximalRate - baseRate) * height(at: step)
  }

  /// The momentum of that update; nil where it is not cycled.
  public func momentum(at step: Int) -> Double? {
    guard cyclesMomentum else { return nil }
    return greatestMomentum - (greatestMomentum - leastMomentum) * height(at: step)
  }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(
      name: "CyclicRate",
      options: [
        "baseRate": .number(baseRate), "maximalRate": .number(maximalRate),
        "stepsUp": .integer(stepsUp), "stepsDown": .integer(stepsDown),
        "shape": .text(shape.rawValue), "gamma": .number(gamma),
        "cyclesMomentum": .flag(cyclesMomentum), "leastMomentum": .number(leastMomentum),
        "greatestMomentum": .number(greatestMomentum),
      ])
  }
}

extension ScheduleEntry {
  static var cyclicRate: Self {
    Self("CyclicRate", "up and down again and again, the momentum inversely") {
      (options: inout Options) in
      let stepsUp = try options.steps("stepsUp", default: 2000)
      return CyclicRate(
        baseRate: try options.rate("baseRate"), maximalRate: try options.rate("maximalRate"),
        stepsUp: stepsUp, stepsDown: try options.steps("stepsDown", default: stepsUp),
        shape: try options.choice("shape", default: .triangular),
        gamma: try options.number("gamma", in: 0...1, default: 1),
        cyclesMomentum: try options.flag("cyclesMomentum", default: true),
        leastMomentum: try options.share("leastMomentum", default: 0.8),
        greatestMomentum: try options.share("greatestMomentum", default: 0.9))
    }
  }
}
