import ApusNN
import ApusTraining

/// What a trial's values mean for a recipe: its settings and the number of examples a step.
struct TrialSettings {
  /// The hyperparameter that is no setting of recipes.
  static let batchSize = "batchSize"

  /// The settings that are not the recipe's defaults.
  var settings: [String: String]
  /// Examples a step; nil for the recipe's.
  var batchSize: Int?

  /// `fixed` settings, with a trial's `values` beside them.
  init(_ values: HyperparameterValues, fixed: [String: String]) {
    settings = fixed
    for (name, value) in values where name != Self.batchSize { settings[name] = value.plainText }
    batchSize = values[Self.batchSize]?.asNumber.flatMap { Int(exactly: $0) }
  }

  /// The options of `apus train` that ask for them.
  var options: [String] {
    settings.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
      + (batchSize.map { ["--batch-size", "\($0)"] } ?? [])
  }
}
