import ApusData
import ApusFiles
import ApusNN
import ApusTraining

/// The hyperparameters that a YAML file names, each value checked against the recipe's settings.
///
/// ```yaml
/// learningRate: {log: [1e-4, 1e-1]}                 # a range, spread by its logarithm
/// dropout: {range: [0, 0.5]}                        # a range, spread evenly
/// hidden: {log: [64, 1024], step: 2}                # 64, 128, 256, 512, 1024
/// optimizer: [sgd, adam]                            # one of a list
/// momentum: {range: [0, 0.95], when: {optimizer: sgd}}
/// layers: 2                                         # the same in every trial
/// ```
///
/// `choices:` is the list's long form, which takes `when:` too. `levels:` says how many values of a
/// range a grid takes. `batchSize` and `accumulate` are searched like settings.
public struct SearchFile {
  /// The hyperparameters, in the file's order.
  public let space: SearchSpace

  /// Reads the file at `path` for a search of `recipe`.
  ///
  /// - Throws: ``FileError`` with line and column where something is not possible.
  public init(contentsOf path: String, for recipe: Recipe) throws {
    try self.init(YAMLValue(contentsOf: path), for: recipe)
  }

  /// Reads a text, which messages call `path`.
  ///
  /// - Throws: ``FileError`` with line and column where something is not possible.
  public init(parsing text: String, path: String, for recipe: Recipe) throws {
    try self.init(YAMLValue(parsing: text, path: path), for: recipe)
  }

  private init(_ file: YAMLValue, for recipe: Recipe) throws {
    let settings = recipe.searchable
    var hyperparameters: [Hyperparameter] = []
    for entry in try file.object().entries {
      let setting = try Self.setting(entry, among: settings)
      let hyperparameter = try Self.hyperparameter(entry.value, setting, settings)
      if let problem = hyperparameter.problem(after: hyperparameters) {
        throw FileError(entry.value.place.description, problem)
      }
      hyperparameters.append(hyperparameter)
    }
    space = try SearchSpace(hyperparameters)
  }

  private static func setting(_ entry: YAMLEntry, among settings: [Setting]) throws -> Setting {
    if let setting = settings.first(where: { $0.name == entry.key }) { return setting }
    let problem =
      switch entry.key {
      case "dataset": "results on different data sets cannot be compared; name one with --dataset"
      case "epochs": "a trial's epochs are what --epochs says"
      case "seed": "all trials have the seed that --seed says"
      default:
        "unknown setting '\(entry.key)'\(suggestion(for: entry.key, among: settings.map(\.name)))"
      }
    throw FileError(entry.place.description, problem)
  }

  private static func hyperparameter(
    _ value: YAMLValue, _ setting: Setting, _ settings: [Setting]
  ) throws -> Hyperparameter {
    guard case .object = value.content else {
      return .choice(setting.name, try choices(value, setting))
    }
    var object = try value.object()
    let kinds = ["range", "log", "choices"].filter { object[$0] != nil }
    guard kinds.count == 1, let kind = kinds.first, let values = object[kind] else {
      try object.finish(asking: ["step", "levels", "when"])
      throw value.error(
        "expected one of range: [low, high], log: [low, high] and choices: [value, …]")
    }
    let condition = try object["when"].map { try Self.condition($0, settings) }
    let domain: Hyperparameter.Domain
    if kind == "choices" {
      domain = .choice(try choices(values, setting))
    } else {
      domain = .range(
        try range(
          values, setting, kind == "log" ? .logarithmic : .linear,
          step: object["step"]?.number(in: 0...1e15),
          levels: object["levels"]?.integer(in: 2...1000)))
    }
    try object.finish()
    return Hyperparameter(setting.name, domain, when: condition)
  }

  private static func choices(_ value: YAMLValue, _ setting: Setting) throws -> [ConfigurationValue]
  {
    try value.list().map { try checked($0, setting) }
  }

  private static func range(
    _ value: YAMLValue, _ setting: Setting, _ scale: SearchRange.Scale, step: Double?, levels: Int?
  ) throws -> SearchRange {
    let isWhole: Bool
    switch setting.kind {
    case .number: isWhole = false
    case .integer: isWhole = true
    default:
      throw value.error("\(setting.name) has no ranges; list the values to try: \(setting.range)")
    }
    let ends = try choices(value, setting).compactMap(\.asNumber)
    guard ends.count == 2 else { throw value.error("expected [low, high]") }
    var range = SearchRange(ends[0], ends[1], isWhole: isWhole, scale: scale, step: step)
    if let levels { range.levels = levels }
    return range
  }

  private static func condition(
    _ value: YAMLValue, _ settings: [Setting]
  ) throws -> Hyperparameter.Condition {
    let entries = try value.object().entries
    guard entries.count == 1, let entry = entries.first else {
      throw value.error("expected one setting and its values, as in {optimizer: [sgd, rmsprop]}")
    }
    return Hyperparameter.Condition(
      entry.key, try choices(entry.value, setting(entry, among: settings)))
  }

  /// The value as the setting takes it.
  private static func checked(_ value: YAMLValue, _ setting: Setting) throws -> ConfigurationValue {
    let text = try value.text()
    guard setting.accepts(text) else {
      throw value.error("\(value.shown) is not possible; expected \(setting.range)")
    }
    switch setting.kind {
    case .number, .integer: return Double(text).map(ConfigurationValue.shortest) ?? .text(text)
    default: return .text(try setting.read(text))
    }
  }
}

extension YAMLObject {
  /// ``finish()``, where these keys are known as well.
  fileprivate mutating func finish(asking keys: [String]) throws {
    for key in keys { _ = self[key] }
    try finish()
  }
}

extension Recipe {
  /// What a search may vary: the settings but for the data set, and those options of a run that say
  /// so, such as the number of examples a step.
  var searchable: [Setting] {
    settings.filter { $0.name != "dataset" } + RunOption.all.compactMap { $0.searched?(self) }
  }
}
