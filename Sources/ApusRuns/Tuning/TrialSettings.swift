import ApusNN
import ApusTraining

/// What a trial's values mean for a recipe: its settings, and options of the run.
struct TrialSettings {
  /// The settings that are not the recipe's defaults.
  private var settings: [String: String]
  /// The options of the run that are searched, by their keys.
  private var options: [String: String] = [:]

  /// `fixed` settings, with a trial's `values` beside them.
  init(_ values: HyperparameterValues, fixed: [String: String]) {
    settings = fixed
    for (name, value) in values {
      if RunOption.named(name) == nil {
        settings[name] = value.plainText
      } else {
        options[name] = value.plainText
      }
    }
  }

  /// What a trial asks for, beside the recipe.
  var request: RunRequest {
    var request = RunRequest()
    for (key, value) in settings { request.set(setting: key, value) }
    for (key, value) in options { request.set(key, value, option: key) }
    return request
  }

  /// The arguments of `apus train` that ask for it.
  var arguments: [String] {
    settings.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
      + options.sorted { $0.key < $1.key }.flatMap { key, value in
        RunOption.named(key)?.argument.map { [$0.name, value] } ?? []
      }
  }
}
