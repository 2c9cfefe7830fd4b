import ApusCore
import ApusData
import ApusInterop
import ApusNN
import ApusTraining

/// What a user asks of a run, by a YAML file, by the command line, or by both: the command line is laid over the file.
///
/// ```swift
/// var request = try RunRequest(contentsOf: "run.yaml")
/// request.set("epochs", "20", option: "--epochs 20")
/// let experiment = try Experiment(request, out: "runs/first")
/// ```
///
/// Everything is checked by ``resolved()``; what is wrong is told with its line and column, or with its option.
public struct RunRequest: Sendable {
  /// The keys that a file may have.
  public static let keys = [
    "recipe", "dataset", "data", "epochs", "batchSize", "seed", "threads", "out", "settings",
    "metrics", "callbacks", "augmentation", "classWeights", "clip", "accumulate", "validation",
    "unstratified", "checkpointEvery", "fold",
  ]
  private var values: [String: YAMLValue] = [:]
  private var settings: [String: YAMLValue] = [:]

  /// Asks for nothing yet.
  public init() {}

  /// What the file at `path` asks for.
  ///
  /// - Throws: ``FileError`` with line and column, also for a key that is not known.
  public init(contentsOf path: String) throws {
    var object = try YAMLValue(contentsOf: path).object()
    for key in Self.keys {
      if let value = object[key] { values[key] = value }
    }
    try object.finish()
    for entry in try values.removeValue(forKey: "settings")?.object().entries ?? [] {
      settings[entry.key] = entry.value
    }
    if let dataset = values.removeValue(forKey: "dataset") { settings["dataset"] = dataset }
  }

  /// Lays an option's value over what was asked before; `option` is what messages begin with.
  ///
  /// - Parameter isText: whether it is a text whatever it looks like.
  public mutating func set(_ key: String, _ text: String, option: String, isText: Bool = false) {
    values[key] = YAMLValue(option: option, text, isText: isText)
  }

  /// Lays a list of names with settings over what was asked before; the one name `none` empties it.
  public mutating func set(_ key: String, _ texts: [String], option: String) {
    let listed = texts == ["none"] ? [] : texts
    values[key] = YAMLValue(
      option: option,
      listed.map { YAMLValue(option: "\(option) \($0)", $0, isText: true) })
  }

  /// Asks for one part of a cross-validation.
  mutating func set(_ fold: Fold) {
    let value: [(String, String)] = [
      ("method", fold.method.rawValue), ("number", "\(fold.number)"), ("count", "\(fold.count)"),
      ("seed", "\(fold.seed)"),
    ]
    values["fold"] = YAMLValue(
      option: "fold", value.map { ($0, YAMLValue(option: "fold", $1, name: $0)) })
  }

  /// Lays a setting of the recipe over what was asked before.
  public mutating func set(setting key: String, _ text: String) {
    settings[key] = YAMLValue(option: "", text, isText: true)
  }

  /// Whether there is a value for this key.
  public func has(_ key: String) -> Bool { values[key] != nil }

  /// The folder that was asked for; nil where none was.
  ///
  /// - Throws: ``FileError`` where it is no path.
  public func out() throws -> String? { try path("out") }

  private func path(_ key: String) throws -> String? {
    guard let value = values[key] else { return nil }
    let text = try value.text()
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw value.error("\(value.shown) is no path; expected one that is not empty")
    }
    return text
  }

  /// The recipe, its settings and the run's configuration, all valid.
  ///
  /// - Throws: ``FileError`` or ``RecipeError``, with the place of what is wrong.
  public func resolved() throws -> (
    recipe: Recipe, settings: SettingValues, configuration: RunConfiguration
  ) {
    guard let name = values["recipe"] else {
      throw RecipeError(
        "no recipe is named: write apus train RECIPE, or recipe: NAME in the file; `apus list` shows them"
      )
    }
    let recipe = try at(name) { try Recipe.named(try name.text(), or: Sweep.all.map(\.name)) }
    let settings = try resolvedSettings(of: recipe)
    let dataset = recipe.dataset(settings)
    let epochs = try values["epochs"]?.integer(in: 1 ... .max) ?? recipe.epochs
    let wanted = try batchSize() ?? recipe.batchSize
    let batchSize = min(wanted, dataset.trainCount)
    var configuration = RunConfiguration(
      recipe: recipe.name, settings: settings.values,
      seed: try values["seed"]?.unsigned() ?? 0, epochs: epochs, batchSize: batchSize,
      data: try path("data").map(absolutePath))
    if let threads = try values["threads"]?.integer(in: 1...1024) {
      configuration.threads = threads
    }
    let options = try resolvedOptions(of: recipe, settings)
    configuration.training = options.isPlain ? nil : options
    let updates = options.updatesPerEpoch(of: dataset.trainCount, batchSize: batchSize)
    try at(self.settings["optimizer"]) { _ = try OptimizerSettings.optimizer(settings) }
    try at(self.settings["schedule"] ?? self.settings["rateDecay"]) {
      try OptimizerSettings.check(settings, updatesPerEpoch: updates)
    }
    return (recipe, settings, configuration)
  }

  private func batchSize() throws -> Int? {
    guard let value = values["batchSize"] else { return nil }
    if case .text("full") = value.content { return .max }
    do {
      return try value.integer(in: 1 ... .max)
    } catch {
      throw value.error("\(value.shown) is no batch size; expected at least 1, or full")
    }
  }

  private func resolvedSettings(of recipe: Recipe) throws -> SettingValues {
    var assignments: [String: String] = [:]
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      let text = try value.configurationValue.specification ?? value.text()
      assignments[key] = text
      // One by one, so that a mistake is told with its line.
      try at(value) { _ = try SettingValues([key: text], for: recipe.settings) }
    }
    let lowers = try objects("callbacks", among: CallbackConfiguration.names, "a callback")?
      .contains { $0.configurationValue.name == "ReduceLROnPlateau" }
    if lowers == true, assignments["rateDecay"] == nil { assignments["rateDecay"] = "0" }
    return try SettingValues(OptimizerSettings.completed(assignments), for: recipe.settings)
  }

  private func resolvedOptions(
    of recipe: Recipe, _ settings: SettingValues
  ) throws -> TrainingOptions {
    let dataset = recipe.dataset(settings)
    var options = TrainingOptions()
    options.accumulate = try values["accumulate"]?.integer(in: 1...Options.largestSize)
    options.checkpointEvery = try values["checkpointEvery"]?.integer(in: 1 ... .max)
    options.unstratified = try values["unstratified"]?.flag()
    options.validation = try values["validation"].map { value in
      let share = try value.number(in: 0...1)
      guard share > 0, share < 1 else {
        throw value.error("\(value.shown) is out of range; expected a share above 0 and below 1")
      }
      return share
    }
    options.fold = try values["fold"].map(fold)
    if let value = values["validation"], options.fold != nil {
      throw value.error("a fold says already what to validate on; leave one out")
    }
    try metrics(fromLogits: recipe.givesProbabilities, &options)
    try augmentation(recipe, dataset, &options)
    try callbacks(settings, &options)
    if let value = values["clip"] {
      options.clip = try clip(value)
      try at(value) { _ = try options.makeClipping() }
    }
    if let value = values["classWeights"] {
      try at(value) {
        if case .text(let text) = value.content {
          options.classWeights = try ClassWeights.value(of: text)
        } else {
          options.classWeights = value.configurationValue
        }
        _ = try options.makeClassWeights(dataset.classNames)
      }
      if options.mixesExamples {
        throw value.error("examples that MixUp or CutMix mixes are of no one class; leave one out")
      }
    }
    return options
  }

  /// The accuracy and the metrics that an option names.
  ///
  /// - Throws: ``FileError`` where one is not known, given twice or no figure of classes.
  public static func makeMetrics(
    _ texts: [String], option: String, fromLogits: Bool
  ) throws -> [MetricKind] {
    var request = RunRequest()
    if !texts.isEmpty { request.set("metrics", texts, option: option) }
    var options = TrainingOptions()
    try request.metrics(fromLogits: fromLogits, &options)
    return try TrainingOptions.makeMetrics(options.metrics ?? [], fromLogits: fromLogits)
  }

  private func metrics(fromLogits: Bool, _ options: inout TrainingOptions) throws {
    let listed = try objects(
      "metrics", among: MetricConfiguration.names,
      abbreviations: MetricConfiguration.abbreviations, "a metric")
    guard let listed else { return }
    var names: Set<String> = []
    for value in listed {
      let kind = try at(value) {
        try value.configured {
          try TrainingOptions.makeMetric($0, fromLogits: fromLogits)
        }
      }
      guard names.insert(kind.name).inserted else {
        throw FileError(value.place.description, "the metric \(kind.name) is given twice")
      }
    }
    options.metrics = listed.isEmpty ? nil : listed.map(\.configurationValue)
  }

  private func augmentation(
    _ recipe: Recipe, _ dataset: NamedDataset, _ options: inout TrainingOptions
  ) throws {
    let listed = try objects(
      "augmentation", among: AugmentationConfiguration.names, "an augmentation")
    guard let listed, !listed.isEmpty else { return }
    for value in listed {
      try at(value) {
        _ = try value.configured {
          try AugmentationConfiguration.makeStep($0, of: dataset.featureShape)
        }
      }
    }
    options.augmentation = listed.map(\.configurationValue)
    guard let last = listed.last else { return }
    try at(last) {
      _ = try AugmentationConfiguration.makeAugmentation(
        options.augmentation ?? [], seed: 0, of: dataset.featureShape)
      guard !options.mixesExamples || recipe.givesProbabilities else {
        throw RecipeError("mixed examples need a recipe that learns probabilities")
      }
    }
  }

  private func callbacks(_ settings: SettingValues, _ options: inout TrainingOptions) throws {
    let listed = try objects("callbacks", among: CallbackConfiguration.names, "a callback")
    guard let listed, !listed.isEmpty else { return }
    let measured = ["loss", "accuracy"] + (options.metrics ?? []).compactMap(\.name)
    let monitored = measured + measured.map { "val_" + $0 }
    for value in listed {
      let callback = try at(value) { try value.configured(CallbackConfiguration.makeCallback) }
      if case .object(let entries) = value.content,
        let monitor = entries.first(where: { $0.key == "monitor" })?.value
      {
        let name = try monitor.text()
        guard monitored.contains(name) else {
          throw FileError(
            monitor.place.description,
            "there is no \"\(name)\" to monitor\(suggestion(for: name, among: monitored))")
        }
      }
      do {
        _ = try (callback as? EarlyStopping)?.checkedDirection()
      } catch let error as TrainingError {
        throw FileError(value.place.description, error.description)
      }
      let hasSchedule = settings.text("schedule") != "none" || settings.number("rateDecay") > 0
      if value.configurationValue.name == "ReduceLROnPlateau", hasSchedule {
        throw FileError(
          value.place.description,
          "ReduceLROnPlateau and a schedule or rateDecay would both set the learning rate; leave one out"
        )
      }
    }
    options.callbacks = listed.map(\.configurationValue)
  }

  private func clip(_ value: YAMLValue) throws -> ConfigurationValue {
    guard case .text(let text) = value.content else { return value.configurationValue }
    // globalNorm=1, as the command line has it.
    let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard sides.count == 2 else { return value.configurationValue }
    return .object([sides[0]: YAMLValue(option: "", sides[1]).configurationValue])
  }

  private func fold(_ value: YAMLValue) throws -> Fold {
    var object = try value.object()
    let method = try object.required("method").choice(
      among: Fold.Method.allCases.map(\.rawValue), "a way to divide")
    let count = try object.required("count").integer(in: 1...Options.largestSize)
    let fold = Fold(
      method: Fold.Method(rawValue: method) ?? .stratified,
      number: try object.required("number").integer(in: 1...count), count: count,
      seed: try object["seed"]?.unsigned() ?? 0)
    try object.finish()
    return fold
  }

  /// The elements of a list of names with settings, as objects; nil where there is no such list.
  private func objects(
    _ key: String, among names: [String], abbreviations: [String: String] = [:], _ what: String
  ) throws -> [YAMLValue]? {
    guard let value = values[key] else { return nil }
    if case .object = value.content {
      return [try value.named(among: names, abbreviations: abbreviations, what)]
    }
    if case .text("none") = value.content { return [] }
    return try value.list().map {
      try $0.named(among: names, abbreviations: abbreviations, what)
    }
  }

  /// Calls `body`; its mistakes are told with the place of `value`, unless that has none.
  private func at<Result>(_ value: YAMLValue?, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as RecipeError {
      guard let place = value?.place.description, !place.isEmpty else { throw error }
      throw FileError(place, error.description)
    } catch let error as ConfigurationError {
      guard let place = value?.place.description, !place.isEmpty else {
        throw RecipeError(error.description)
      }
      throw FileError(place, error.description)
    }
  }
}
