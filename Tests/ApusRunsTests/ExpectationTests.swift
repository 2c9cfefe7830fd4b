import Apus
import ApusTestSupport
import Foundation
import Testing

/// Recipes give what they say: the short trainings always, all others where `APUS_SLOW` is set, and
/// those only whose data is here.
@Suite struct ExpectationTests {
  private let place = TemporaryFolder()

  /// A recipe, and the place of one of its expectations.
  struct Case: Sendable, CustomTestStringConvertible {
    let recipe: Recipe
    let expected: Recipe.Expectation

    var testDescription: String { expected.command(recipe) }
  }

  private static let isSlow = ProcessInfo.processInfo.environment["APUS_SLOW"] != nil
  private static let all = Recipe.all.flatMap { recipe in
    recipe.expectations.map { Case(recipe: recipe, expected: $0) }
  }

  @Test(arguments: all.filter { isSlow || $0.expected.seconds <= 1 })
  func trainingGivesIt(_ trained: Case) throws {
    let (recipe, expected) = (trained.recipe, trained.expected)
    let experiment = try Experiment(
      recipe, settings: expected.settings, epochs: expected.epochs, out: place["run"])
    guard let data = try? experiment.loadData() else { return }  // Not on every machine.
    let history = try experiment.train(on: data, reporter: SilentReporter())
    let found = try #require(history[expected.metric].last)
    #expect(expected.holds(found), "\(found), expected \(expected.value) ± \(expected.tolerance)")
  }

  @Test func eachCanBeAskedFor() throws {
    #expect(Self.all.count > 10)
    for asked in Self.all {
      let expected = asked.expected
      _ = try SettingValues(expected.settings, for: asked.recipe.settings)
      #expect(expected.tolerance >= 0 && expected.seconds > 0 && expected.holds(expected.value))
      #expect(!expected.holds(expected.value + 2 * expected.tolerance + 0.001))
    }
  }

  @Test func theCommandTrainsSo() {
    let expected = Recipe.Expectation(
      0.5, tolerance: 0.1, seconds: 1, epochs: 3, settings: ["dataset": "and", "hidden": "4"])
    #expect(
      expected.command(.mlpClassic)
        == "apus train mlp-classic --dataset and --set hidden=4 --epochs 3")
  }
}
