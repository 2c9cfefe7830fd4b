import ApusCore
import ApusInterop
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
    let facts = recipe.data.expectedFacts(settings)
    if let value = values["data"], !recipe.data.readsFiles(settings) {
      throw value.error(
        """
        \(value.shown) is of no use: \(facts?.name ?? recipe.name) is made on the spot and read \
        from no folder
        """
      )
    }
    if values["data"] == nil, facts == nil {
      throw RecipeError("\(recipe.name) learns from your own files: say which by --data PATH")
    }
    let epochs = try values["epochs"]?.integer(in: 1 ... .max) ?? recipe.epochs
    var configuration = RunConfiguration(
      recipe: recipe.name, settings: settings.values,
      seed: try values["seed"]?.unsigned() ?? 0, epochs: epochs,
      batchSize: try batchSize() ?? recipe.batchSize, data: try path("data").map(absolutePath))
    if let threads = try values["threads"]?.integer(in: 1...1024) {
      configuration.threads = threads
    }
    let options = try resolvedOptions(of: recipe, settings)
    configuration.training = options.isPlain ? nil : options
    if recipe.supervision != nil {
      try at(self.settings["optimizer"]) { _ = try recipe.makeOptimizer(settings) }
      try at(self.settings["schedule"] ?? self.settings["rateDecay"]) {
        try recipe.checkOptimizer(settings)
      }
    }
    return (recipe, settings, configuration)
  }

  private func batchSize() throws -> Int? {
    guard let value = values["batchSize"] else { return nil }
    if case .text("full") = value.content { return RunConfiguration.wholeSet }
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
    if lowers == true, assignments["rateDecay"] == nil, recipe.supervision != nil {
      assignments["rateDecay"] = "0"
    }
    return try SettingValues(recipe.completed(assignments), for: recipe.settings)
  }
}
