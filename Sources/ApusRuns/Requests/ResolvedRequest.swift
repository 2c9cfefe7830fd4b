import ApusCore
import ApusNN
import ApusTraining

extension RunRequest {
  /// The recipe, its settings and the run's configuration, all valid.
  ///
  /// - Throws: ``FileError`` or ``RecipeError``, with the place of what is wrong.
  public func resolved() throws -> (
    recipe: Recipe, settings: SettingValues, configuration: RunConfiguration
  ) {
    guard let name = values["recipe"] else {
      throw RecipeError(
        """
        no recipe is named: write apus train RECIPE, or recipe: NAME in the file; `apus list` \
        shows them
        """
      )
    }
    let recipe = try at(name) { try Recipe.known(try name.text(), or: Sweep.all.map(\.name)) }
    let settings = try resolvedSettings(of: recipe)
    var plan = RunPlan(
      recipe: recipe, settings: settings, facts: recipe.data.expectedFacts(settings),
      configuration: RunConfiguration(
        recipe: recipe.name, settings: settings.values, epochs: recipe.epochs,
        batchSize: recipe.batchSize))
    for option in RunOption.all {
      if let value = values[option.key] { try plan.take(value, as: option) }
    }
    if values["data"] == nil, plan.facts == nil {
      throw RecipeError("\(recipe.name) learns from your own files: say which by --data PATH")
    }
    try at(self.settings["optimizer"]) { try recipe.checkOptimizer(settings) }
    try at(self.settings["schedule"] ?? self.settings["rateDecay"]) {
      try recipe.checkSchedule(settings)
    }
    return (recipe, settings, plan.configuration)
  }

  private func resolvedSettings(of recipe: Recipe) throws -> SettingValues {
    var assignments: [String: String] = [:]
    for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
      let text = try value.configurationValue.specification ?? value.text()
      assignments[key] = text
      // One by one, so that a mistake is told with its line.
      try at(value) { _ = try SettingValues([key: text], for: recipe.settings) }
    }
    let lowers = try values["callbacks"]?.callbacks()
      .contains { $0.configurationValue.name == "ReduceLROnPlateau" }
    if lowers == true, assignments["rateDecay"] == nil, recipe.supervision != nil {
      assignments["rateDecay"] = "0"
    }
    return try SettingValues(recipe.completed(assignments), for: recipe.settings)
  }
}
