/// The learning rate of every update, as a function of the updates before it.
///
/// ```swift
/// let optimizer = RMSprop()
/// optimizer.schedule = ExponentialDecay(initialRate: 0.001, decaySteps: 1000, decayRate: 0.9)
/// ```
///
/// A schedule is a pure function of the step, so that a resumed run goes on exactly as it would have.
public protocol LearningRateSchedule: Sendable {
  /// The rate of the update that follows `step` others.
  func learningRate(at step: Int) -> Double

  /// Name and settings, for run folders and files.
  var configuration: ScheduleConfiguration { get }
}

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

  /// The names of all schedules.
  public static let names = ["ExponentialDecay"]

  /// As one value: the settings and, under `name`, the name.
  var value: ConfigurationValue {
    .object(options.merging(["name": .text(name)]) { _, name in name })
  }

  /// The schedule that `value` describes; throws where its name or a setting is not known or not possible.
  static func makeSchedule(_ value: ConfigurationValue) throws -> any LearningRateSchedule {
    guard case .object(var settings) = value, case .text(let name)? = settings["name"] else {
      throw ConfigurationError(
        .invalidOption, "schedule: \(value.description.prefix(80)) is not a schedule with a name")
    }
    settings["name"] = nil
    var options = Options(settings, of: name)
    let schedule: any LearningRateSchedule
    switch name {
    case "ExponentialDecay":
      schedule = ExponentialDecay(
        initialRate: try options.number("initialRate", in: 0...1e6),
        decaySteps: try options.integer("decaySteps", in: 1...Int.max),
        decayRate: try options.number("decayRate", in: 0...1e6),
        staircase: try options.flag("staircase", default: false))
    default:
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not a schedule; known are \(names.joined(separator: ", "))")
    }
    try options.finish()
    return schedule
  }
}
