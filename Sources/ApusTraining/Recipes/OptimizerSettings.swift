import ApusData
import ApusFiles
import ApusNN
import Foundation

/// The settings by which every recipe lets the user choose the optimizer and the schedule of its
/// rate.
enum OptimizerSettings {
  static func settings(optimizer: String, learningRate: String, rateDecay: String) -> [Setting] {
    [
      Setting(
        "optimizer", .named("an optimizer") { Registry.optimizers.names },
        default: optimizer,
        "the rule that updates the weights, with its settings: Adam:beta1=0.8,epsilon=1e-8"),
      Setting(
        "learningRate", .number(0...100, openBelow: true), default: learningRate,
        "the size of its steps"),
      Setting(
        "rateDecay", .number(0...10, openBelow: false), default: rateDecay,
        "k: every epoch multiplies the rate by exp(-k)"),
      Setting(
        "schedule", .named("a schedule") { [none] + Registry.schedules.names },
        default: none,
        "what sets the rate of every step: CosineDecay:decayEpochs=9,warmupEpochs=1"),
      Setting(
        "momentum", .number(0...1, openBelow: false), default: "0",
        "the share of the last step that goes on; for optimizers that have it"),
      Setting(
        "weightDecay", .number(0...1, openBelow: false), default: "0",
        "the share of each weight taken off a step, times the rate; AdamW: 0.004 where it is 0"),
    ]
  }

  private static let none = "none"

  /// `assignments` and what follows from them: a schedule takes the place of the recipe's own
  /// decay.
  static func completed(_ assignments: [String: String]) -> [String: String] {
    var result = assignments
    if let schedule = assignments["schedule"], schedule != none, result["rateDecay"] == nil {
      result["rateDecay"] = "0"
    }
    return result
  }

  /// Throws where the schedule does not have a setting that is given, or two would set the rate.
  ///
  /// Before the data is read nobody knows how many updates an epoch has: a schedule is tried with a
  /// thousand, so that thousandths of epochs are possible. Where training begins it is made with
  /// the true number.
  static func checkSchedule(_ values: SettingValues) throws {
    _ = try schedule(values, updatesPerEpoch: 1000)
    guard values.text("schedule") != none, values.number("rateDecay") > 0 else { return }
    throw RecipeError(
      "schedule and rateDecay would both set the learning rate; leave one of them out")
  }

  /// The optimizer; throws where a setting is not one of its own.
  static func optimizer(_ values: SettingValues) throws -> any Optimizer {
    try made("optimizer", values) { name, given in
      var options = given
      for key in ["learningRate", "momentum", "weightDecay"] {
        guard key == "learningRate" || values.number(key) != 0 else { continue }
        guard options[key] == nil else {
          throw RecipeError("give the optimizer's \(key) as a setting of its own, \(key)=…")
        }
        options[key] = .number(values.number(key))
      }
      guard options["schedule"] == nil else {
        throw RecipeError("give the optimizer's schedule as a setting of its own, schedule=…")
      }
      return try OptimizerConfiguration(name: name, options: options).makeOptimizer()
    }
  }

  /// What sets the rate of every update; nil where it stays.
  ///
  /// `rateDecay` is η · e^(−k · epoch), which does not depend on the number of epochs, so a run may
  /// go on for longer.
  static func schedule(
    _ values: SettingValues, updatesPerEpoch: Int
  ) throws -> (any LearningRateSchedule)? {
    guard values.text("schedule") == none else {
      return try made("schedule", values) {
        try TimedSchedule(
          rate: values.number("learningRate"), updatesPerEpoch: updatesPerEpoch
        ).schedule($0, $1)
      }
    }
    let decay = values.number("rateDecay")
    guard decay > 0 else { return nil }
    return ExponentialDecay(
      initialRate: values.number("learningRate"), decaySteps: updatesPerEpoch,
      decayRate: exp(-decay), staircase: true)
  }

  /// What `make` makes of the name and the settings of `key`.
  private static func made<Product>(
    _ key: String, _ values: SettingValues,
    _ make: (_ name: String, _ options: [String: ConfigurationValue]) throws -> Product
  ) throws -> Product {
    guard case .object(var options)? = values.named(key),
      case .text(let name)? = options.removeValue(forKey: "name")
    else { throw RecipeError("\(key)=\(values.text(key)): expected a name") }
    do {
      return try make(name, options)
    } catch let error as ConfigurationError {
      throw RecipeError("\(key)=\(values.text(key)): \(error)")
    }
  }
}

/// Makes schedules whose times may be told in epochs, and whose rate is the recipe's where they
/// name none.
private struct TimedSchedule {
  /// The rate.
  let rate: Double
  let updatesPerEpoch: Int

  /// The rate of each schedule that begins with, or rises to, the learning rate.
  private static let rates = [
    "ConstantRate": "rate", "Warmup": "targetRate", "CyclicRate": "maximalRate",
    "OneCycle": "maximalRate", "CosineDecay": "initialRate", "CosineDecayRestarts": "initialRate",
    "ExponentialDecay": "initialRate", "InverseTimeDecay": "initialRate",
    "PolynomialDecay": "initialRate", "PowerDecay": "initialRate",
  ]

  /// What may be told in epochs, and its name in steps.
  private static let steps = [
    "boundaryEpochs": "boundaries", "decayEpochs": "decaySteps",
    "firstDecayEpochs": "firstDecaySteps", "totalEpochs": "totalSteps",
    "warmupEpochs": "warmupSteps", "epochs": "steps", "epochsDown": "stepsDown",
    "epochsUp": "stepsUp",
  ]

  /// The schedule, after a warm-up where `warmupSteps` or `warmupEpochs` is given.
  func schedule(
    _ name: String, _ options: [String: ConfigurationValue]
  ) throws -> any LearningRateSchedule {
    var options = try inSteps(options, of: name)
    let warmup = options.removeValue(forKey: "warmupSteps")
    if let key = Self.rates[name], options[key] == nil { options[key] = .number(rate) }
    for key in ["first", "second"] where name == "ScheduleSequence" {
      guard let part = options[key] else { continue }
      options[key] = try completed(part)
    }
    let schedule = try ScheduleConfiguration(name: name, options: options).makeSchedule()
    guard let warmup else { return schedule }
    guard case .integer(let steps) = warmup, 1...Int(Int32.max) ~= steps else {
      throw RecipeError(
        "\(name): warmupSteps is \(warmup); it must be a whole number of at least 1")
    }
    return Warmup(to: schedule.learningRate(at: 0), steps: steps).then(schedule, after: steps)
  }

  /// A schedule within another, with its steps and its rate.
  private func completed(_ part: ConfigurationValue) throws -> ConfigurationValue {
    let text: ConfigurationValue
    if case .text(let name) = part { text = .object(["name": .text(name)]) } else { text = part }
    guard case .object(var options) = text, case .text(let given)? = options["name"] else {
      return part
    }
    let name =
      Registry.schedules.names.first { $0.lowercased() == given.lowercased() } ?? given
    options["name"] = nil
    options = try inSteps(options, of: name)
    if let key = Self.rates[name], options[key] == nil { options[key] = .number(rate) }
    options["name"] = .text(name)
    return .object(options)
  }

  /// Settings in epochs (`epochs`, `decayEpochs`, `boundaryEpochs`) as settings in steps.
  private func inSteps(
    _ options: [String: ConfigurationValue], of name: String
  ) throws -> [String: ConfigurationValue] {
    var result: [String: ConfigurationValue] = [:]
    for (key, value) in options.sorted(by: { $0.key < $1.key }) {
      guard key.lowercased().contains("epoch") else {
        result[key] = value
        continue
      }
      guard let steps = Self.steps[key] else {
        let near = suggestion(for: key, among: Self.steps.keys.sorted())
        throw RecipeError("\(name): it has no setting \"\(key.prefix(40))\"\(near)")
      }
      guard options[steps] == nil else {
        throw RecipeError("\(name): \(key) and \(steps) say the same; give one of them")
      }
      result[steps] = try inSteps(value, key, of: name)
    }
    return result
  }

  private func inSteps(
    _ value: ConfigurationValue, _ key: String, of name: String
  ) throws -> ConfigurationValue {
    let epochs: Double
    switch value {
    case .integer(let number): epochs = Double(number)
    case .number(let number): epochs = number
    case .list(let values): return .list(try values.map { try inSteps($0, key, of: name) })
    default: epochs = .nan
    }
    guard 0...1e6 ~= epochs else {
      throw RecipeError("\(name): \(key) is \(value); it must be a number from 0 to 1000000")
    }
    let steps = (epochs * Double(updatesPerEpoch)).rounded()
    guard steps > 0 || epochs == 0, steps <= Double(Int32.max) else {
      let extent = steps > 0 ? "more updates than there can be" : "less than one update"
      throw RecipeError("\(name): \(key) is \(value), which is \(extent)")
    }
    return .integer(Int(steps))
  }
}
