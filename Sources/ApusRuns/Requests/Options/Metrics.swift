import ApusData
import ApusFiles
import ApusNN
import ApusTraining

extension RunOption {
  /// What is measured beside the loss and the accuracy; see ``MetricConfiguration``.
  static let metrics = RunOption(
    training: "metrics", ("--metrics", .names),
    "What is measured beside loss and accuracy: see `apus list metrics`.",
    example: ["f1Score", .object(["name": "topKAccuracy", "k": 3])], isForLabels: true,
    read: { ConfigurationValue(listed: try $0.metrics()) },
    check: { value, plan in
      _ = try value.metricKinds(
        fromLogits: plan.givesProbabilities, isOfClasses: plan.facts.map { !$0.classNames.isEmpty })
    })
}

extension RunPlan {
  /// Whether the model gives probabilities, as it does where only the files say what it learns.
  var givesProbabilities: Bool {
    guard let facts, let supervision = recipe.supervision else { return true }
    return supervision.givesProbabilities(settings, facts)
  }
}

extension YAMLValue {
  /// The metrics of a list, by their full names.
  fileprivate func metrics() throws -> [YAMLValue] {
    try named(
      eachOf: MetricConfiguration.names, abbreviations: MetricConfiguration.abbreviations,
      "a metric")
  }

  /// The metrics of a list; throws where one is not known, given twice, or not of these labels.
  ///
  /// - Parameter isOfClasses: whether labels are classes; nil where only the files say it.
  fileprivate func metricKinds(fromLogits: Bool, isOfClasses: Bool?) throws -> [MetricKind] {
    var kinds: [MetricKind] = []
    for value in try metrics() {
      let kind = try value.placed {
        switch isOfClasses {
        case true?: try TrainingOptions.makeMetric($0, fromLogits: fromLogits)
        case false?: try TrainingOptions.makeMetric(ofValues: $0)
        case nil: try MetricConfiguration.makeMetric($0)
        }
      }
      guard !kinds.contains(where: { $0.name == kind.name }) else {
        throw FileError(value.place.description, "the metric \(kind.name) is given twice")
      }
      kinds.append(kind)
    }
    return kinds
  }
}

extension RunRequest {
  /// The accuracy, or the mean absolute error and R² for values, and the metrics that an option
  /// names.
  ///
  /// - Throws: ``FileError`` where one is not known, given twice or no figure of classes, or for
  ///   values one of classes.
  public static func makeMetrics(
    _ texts: [String], option: String, fromLogits: Bool, isOfClasses: Bool = true
  ) throws -> [MetricKind] {
    let asked = try YAMLValue(option: option, names: texts)
      .metricKinds(fromLogits: fromLogits, isOfClasses: isOfClasses)
    return TrainingOptions.withUsual(asked, isOfClasses: isOfClasses)
  }
}

extension TrainingOptions {
  /// The metrics of a run: those that were asked for, beside the accuracy for classes, the mean
  /// absolute error and R² for values.
  func makeMetrics(fromLogits: Bool, isOfClasses: Bool) throws -> [MetricKind] {
    let asked = try list("metrics").map {
      isOfClasses
        ? try Self.makeMetric($0, fromLogits: fromLogits) : try Self.makeMetric(ofValues: $0)
    }
    return Self.withUsual(asked, isOfClasses: isOfClasses)
  }

  /// These metrics after the usual ones, each once.
  fileprivate static func withUsual(_ asked: [MetricKind], isOfClasses: Bool) -> [MetricKind] {
    let usual: [MetricKind] = isOfClasses ? [.accuracy] : [.meanAbsoluteError, .r2Score]
    return usual + asked.filter { kind in !usual.contains { $0.name == kind.name } }
  }

  /// One metric of values.
  ///
  /// - Throws: ``RecipeError`` where it is a figure of classes.
  fileprivate static func makeMetric(ofValues value: ConfigurationValue) throws -> MetricKind {
    if let name = value.name, try MetricConfiguration.named(name).isOfClasses {
      throw RecipeError("\(name) is a figure of classes, but the targets here are values")
    }
    return try MetricConfiguration.makeMetric(value)
  }

  /// One metric.
  ///
  /// - Throws: ``RecipeError`` where it is a figure of values, which recipes for classes do not
  ///   have.
  public static func makeMetric(
    _ value: ConfigurationValue, fromLogits: Bool
  ) throws -> MetricKind {
    var value = value
    if case .object(var settings) = value, let name = value.name {
      let entry = try MetricConfiguration.named(name)
      guard entry.isOfClasses else {
        throw RecipeError("\(name) is a figure of values, but the labels here are classes")
      }
      if entry.takesLogits, settings["fromLogits"] == nil {
        settings["fromLogits"] = .flag(fromLogits)
        value = .object(settings)
      }
    }
    return try MetricConfiguration.makeMetric(value)
  }
}
