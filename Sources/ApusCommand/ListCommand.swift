import Apus
import ArgumentParser

/// `apus list`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Lists what has a name: recipes, data sets, layers, optimizers, callbacks, metrics, ….")

  /// What can be listed.
  private enum Kind: String, CaseIterable {
    case recipes, models, datasets, layers, activations, optimizers, schedules, losses, initializers
    case callbacks, metrics, augmentations, options
  }

  @Argument(
    help: ArgumentHelp(
      "What to list: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "kind"),
    completion: .list(Kind.allCases.map(\.rawValue)))
  var name = Kind.recipes.rawValue

  @Flag(help: "Show each recipe's settings with their ranges and defaults.")
  var settings = false

  @OptionGroup var json: JSONOption

  private struct Entry: Encodable {
    let kind: String
    let name: String
    let summary: String
  }

  func run() throws {
    guard let kind = Kind(rawValue: name) else {
      let names = Kind.allCases.map(\.rawValue)
      throw UsageError("unknown list '\(name)'\(suggestion(for: name, among: names))")
    }
    let entries = entries(of: kind)
    if json.isGiven {
      for entry in entries { try printJSON(entry) }
      return
    }
    print(table(entries.map { [$0.name, $0.summary] }))
    guard settings, kind == .recipes || kind == .models else { return }
    for recipe in Recipe.all {
      print("\n\(recipe.name): \(recipe.epochs) epochs, batch size \(recipe.batchSize)")
      for expected in recipe.expectations {
        print(
          """
            \(expected.command(recipe)): \(expected.metric) \(expected.value) ± \
          \(expected.tolerance)
          """)
      }
      print(rows(of: recipe.settings))
    }
    for sweep in Sweep.all {
      print("\n\(sweep.name): a table of \(sweep.columns.joined(separator: ", "));")
      print("gives \(sweep.expectation)\n\(rows(of: sweep.settings))")
    }
  }

  private func rows(of settings: [Setting]) -> String {
    table(settings.map { ["  \($0.name)", $0.defaultValue, $0.range, $0.help] })
  }

  private func entries(of kind: Kind) -> [Entry] {
    let pairs: [(String, String)]
    switch kind {
    case .recipes:
      pairs = Recipe.all.map { ($0.name, $0.summary) } + Sweep.all.map { ($0.name, $0.summary) }
    case .models: pairs = Recipe.all.map { ($0.name, $0.summary) }
    case .datasets: pairs = NamedDataset.all.map { ($0.name, $0.summary) }
    case .layers:
      pairs = RecipeRegistry.layers.entries.map { ($0.name, $0.summary) }
    case .activations: pairs = ActivationFunction.all.map { ($0.name, $0.summary) }
    case .optimizers: pairs = Registry.optimizers.entries.map { ($0.name, $0.summary) }
    case .schedules: pairs = Registry.schedules.entries.map { ($0.name, $0.summary) }
    case .callbacks: pairs = Registry<any Callback>.callbacks.entries.map { ($0.name, $0.summary) }
    case .augmentations: pairs = AugmentationConfiguration.summaries.map { ($0.name, $0.summary) }
    case .metrics:
      pairs = MetricConfiguration.all.map { entry in
        (entry.name, entry.short.map { "\(entry.summary) (short: \($0))" } ?? entry.summary)
      }
    case .options:
      pairs = RunOption.all.compactMap { option in option.argument.map { ($0.name, option.help) } }
    case .losses: pairs = Loss.names.map { ($0, Loss.summary(of: $0) ?? "") }
    case .initializers: pairs = Initializer.names.map { ($0, Initializer.summary(of: $0) ?? "") }
    }
    return pairs.map { Entry(kind: kind.rawValue, name: $0.0, summary: $0.1) }
  }
}
