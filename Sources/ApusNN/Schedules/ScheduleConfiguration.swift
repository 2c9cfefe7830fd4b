typealias ScheduleEntry = Registry<any LearningRateSchedule>.Entry

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

  /// As one value: the settings and, under `name`, the name.
  var value: ConfigurationValue {
    .object(options.merging(["name": .text(name)]) { _, name in name })
  }

  /// The schedule; throws where its name or a setting is not known or not possible.
  public func makeSchedule() throws -> any LearningRateSchedule {
    try Registry.schedules.make(name, options)
  }
}

extension Registry<any LearningRateSchedule> {
  /// The schedules of the library and the program's own.
  public static var schedules: Registry { added.all.reduce(library) { $0.adding($1) } }

  /// The program's own schedules.
  package static let added = Additions<Entry>()

  private static let library = Registry(
    "a schedule",
    [
      .constantRate, .cosineDecay, .cosineDecayRestarts, .cyclicRate, .exponentialDecay,
      .inverseTimeDecay, .oneCycle, .piecewiseConstantDecay, .polynomialDecay, .powerDecay,
      .scheduleSequence, .warmup,
    ])
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
    try Registry.schedules.make(value(name) ?? .null)
  }
}

extension Options {
  /// How much of a moving mean stays: 0 ≤ share < 1.
  mutating func share(_ name: String, default: Double) throws -> Double {
    try number(name, in: Limit.decay.numbers, default: `default`)
  }
}
