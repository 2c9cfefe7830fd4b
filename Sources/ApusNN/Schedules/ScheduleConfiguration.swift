typealias ScheduleKind = ConfigurableKind<any LearningRateSchedule>

/// A schedule's name and settings, from which it can be made again.
public struct ScheduleConfiguration: Sendable, Hashable {
  /// The type's name: `ExponentialDecay`.
  public var name: String
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue]

  /// A configuration of these parts.
  public init(name: String, options: [String: ConfigurationValue]) {
    self.name = name
    self.options = options
  }

  static var kinds: [ScheduleKind] {
    let own = Registry<any LearningRateSchedule>.added.all
    return library + own.map { ScheduleKind($0.name, $0.summary, make: $0.make) }
  }

  private static let library: [ScheduleKind] = [
    .constantRate, .cosineDecay, .cosineDecayRestarts, .cyclicRate, .exponentialDecay,
    .inverseTimeDecay, .oneCycle, .piecewiseConstantDecay, .polynomialDecay, .powerDecay,
    .scheduleSequence, .warmup,
  ]

  /// The names of all schedules.
  public static var names: [String] { kinds.map(\.name) }

  /// The names of all schedules, and what each does in one line.
  public static var summaries: [(name: String, summary: String)] {
    kinds.map { ($0.name, $0.summary) }
  }

  /// As one value: the settings and, under `name`, the name.
  var value: ConfigurationValue {
    .object(options.merging(["name": .text(name)]) { _, name in name })
  }

  /// The schedule that `value` describes; throws where its name or a setting is not known or not
  /// possible.
  static func makeSchedule(_ value: ConfigurationValue) throws -> any LearningRateSchedule {
    try kinds.make(value, "a schedule")
  }

  /// The schedule; throws where its name or a setting is not known or not possible.
  public func makeSchedule() throws -> any LearningRateSchedule { try Self.makeSchedule(value) }
}

/// The settings that several schedules have.
extension Options {
  mutating func rate(_ name: String, default: Double? = nil) throws -> Double {
    try number(name, in: 0...1e6, default: `default`)
  }

  mutating func steps(_ name: String, from least: Int = 1, default: Int? = nil) throws -> Int {
    try integer(name, in: least...Int(Int32.max), default: `default`)
  }

  /// Another schedule.
  mutating func schedule(_ name: String) throws -> any LearningRateSchedule {
    try ScheduleConfiguration.makeSchedule(value(name) ?? .null)
  }

}
