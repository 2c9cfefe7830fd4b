/// η(t) = η₀.
///
/// Good as a part of a sequence; alone it is the optimizer's `learningRate`. Source: lecture S4,
/// constant rate.
public struct ConstantRate: LearningRateSchedule {
  /// η₀.
  public let rate: Double

  /// The same rate for all steps.
  public init(_ rate: Double) { self.rate = rate }

  /// The rate of the update that follows `step` others.
  public func learningRate(at step: Int) -> Double { rate }

  /// Name and settings.
  public var configuration: ScheduleConfiguration {
    ScheduleConfiguration(name: "ConstantRate", options: ["rate": .number(rate)])
  }
}

extension ScheduleEntry {
  static var constantRate: Self {
    Self("ConstantRate", "the same rate for all steps") { (options: inout Options) in
      ConstantRate(try options.rate("rate"))
    }
  }
}
