import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusTraining

/// The lists of names with settings: metrics, steps of the augmentation, callbacks.
extension RunRequest {
  /// The accuracy, or the mean absolute error and R² for values, and the metrics that an option
  /// names.
  ///
  /// - Throws: ``FileError`` where one is not known, given twice or no figure of classes, or for
  ///   values one of classes.
  public static func makeMetrics(
    _ texts: [String], option: String, fromLogits: Bool, isOfClasses: Bool = true
  ) throws -> [MetricKind] {
    var request = RunRequest()
    if !texts.isEmpty { request.set("metrics", texts, option: option) }
    var options = TrainingOptions()
    try request.metrics(fromLogits: fromLogits, isOfClasses: isOfClasses, &options)
    return try options.makeMetrics(fromLogits: fromLogits, isOfClasses: isOfClasses)
  }

  /// - Parameter isOfClasses: whether labels are classes; nil where only the files say it.
  func metrics(
    fromLogits: Bool, isOfClasses: Bool?, _ options: inout TrainingOptions
  ) throws {
    let listed = try objects(
      "metrics", among: MetricConfiguration.names,
      abbreviations: MetricConfiguration.abbreviations, "a metric")
    guard let listed else { return }
    var names: Set<String> = []
    for value in listed {
      let kind = try at(value) {
        try value.configured {
          switch isOfClasses {
          case true?: try TrainingOptions.makeMetric($0, fromLogits: fromLogits)
          case false?: try TrainingOptions.makeMetric(ofValues: $0)
          case nil: try MetricConfiguration.makeMetric($0)
          }
        }
      }
      guard names.insert(kind.name).inserted else {
        throw FileError(value.place.description, "the metric \(kind.name) is given twice")
      }
    }
    options.metrics = listed.isEmpty ? nil : listed.map(\.configurationValue)
  }

  func augmentation(
    _ givesProbabilities: Bool, _ facts: DataFacts?, _ options: inout TrainingOptions
  ) throws {
    let listed = try objects(
      "augmentation", among: AugmentationConfiguration.names, "an augmentation")
    guard let listed, !listed.isEmpty else { return }
    if let facts {
      for value in listed {
        try at(value) {
          _ = try value.configured {
            try AugmentationConfiguration.makeStep($0, of: facts.ownShape)
          }
        }
      }
    }
    options.augmentation = listed.map(\.configurationValue)
    guard let last = listed.last, let facts else { return }
    try at(last) {
      _ = try AugmentationConfiguration.makeAugmentation(
        options.augmentation ?? [], seed: 0, of: facts.ownShape)
      guard !options.mixesExamples || givesProbabilities else {
        throw RecipeError("mixed examples need a recipe that learns probabilities")
      }
    }
  }

  /// The callbacks that take the place of those of a run that goes on; nil for none.
  ///
  /// - Throws: ``FileError`` where one is not known, or does not fit the run.
  static func callbacks(
    _ texts: [String], option: String, of options: TrainingOptions, _ recipe: Recipe,
    _ settings: SettingValues
  ) throws -> [ConfigurationValue]? {
    var request = RunRequest()
    request.set("callbacks", texts, option: option)
    var changed = options
    changed.callbacks = nil
    try request.callbacks(recipe, settings, &changed)
    return changed.callbacks
  }

  func callbacks(
    _ recipe: Recipe, _ settings: SettingValues, _ options: inout TrainingOptions
  ) throws {
    let listed = try objects("callbacks", among: CallbackConfiguration.names, "a callback")
    guard let listed, !listed.isEmpty else { return }
    let measured =
      ["loss", "accuracy", "meanAbsoluteError", "r2Score"]
      + (options.metrics ?? []).compactMap(\.name)
    let monitored = measured + measured.map { "val_" + $0 }
    for value in listed {
      let callback = try at(value) { try value.configured(CallbackConfiguration.makeCallback) }
      if case .object(let entries) = value.content,
        let monitor = entries.first(where: { $0.key == "monitor" })?.value
      {
        let name = try monitor.text()
        // What other learners report is known only when they do.
        guard recipe.supervision == nil || monitored.contains(name) else {
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
      let hasSchedule =
        recipe.supervision != nil
        && (settings.text("schedule") != "none" || settings.number("rateDecay") > 0)
      if value.configurationValue.name == "ReduceLROnPlateau", hasSchedule {
        throw FileError(
          value.place.description,
          """
          ReduceLROnPlateau and a schedule or rateDecay would both set the learning rate; leave \
          one out
          """
        )
      }
    }
    options.callbacks = listed.map(\.configurationValue)
  }
}
