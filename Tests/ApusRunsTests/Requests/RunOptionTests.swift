import Apus
import ApusTestSupport
import Foundation
import Testing

@testable import ApusCommand
@testable import ApusRuns

/// What follows from the one value that describes an option of a run.
@Suite struct RunOptionTests {
  private let place = TemporaryFolder()

  /// A value of each option that is not what a run has without it, as a file writes it.
  private static let values = [
    "epochs": "3", "batchSize": "2", "seed": "18446744073709551615", "threads": "1",
    "accumulate": "2", "checkpointEvery": "7", "unstratified": "true", "validation": "0.5",
    "metrics": "[f1]", "callbacks": "[CSVLogger]", "clip": "{norm: 0.5}",
    "classWeights": "[1, 2]", "fold": "{method: plain, number: 1, count: 3, seed: 5}",
    "augmentation": "[RandomHorizontalFlip]", "data": "/photos",
  ]

  /// The configuration of a file that says this of one option.
  private func configuration(_ key: String, _ text: String) throws -> (Recipe, RunConfiguration) {
    let recipe = ["augmentation", "data"].contains(key) ? "lenet5" : "xor"
    let path = try place.write("recipe: \(recipe)\n\(key): \(text)\n", to: "run.yaml")
    let (found, _, configuration) = try RunRequest(contentsOf: path).resolved()
    return (found, configuration)
  }

  @Test func eachHasItsOwnKeyNameAndHelp() {
    #expect(Set(RunOption.all.map(\.key)).count == RunOption.all.count)
    let names = RunOption.all.compactMap(\.argument).map(\.name)
    #expect(Set(names).count == names.count && names.allSatisfy { $0.hasPrefix("--") })
    #expect(RunOption.all.allSatisfy { $0.help.hasSuffix(".") })
  }

  /// Files, `config.json` and the run's own file say the same of each.
  @Test(arguments: RunOption.all.map(\.key).filter { $0 != "out" })
  func aRunKeepsIt(_ key: String) throws {
    let option = try #require(RunOption.named(key))
    let (recipe, asked) = try configuration(key, try #require(Self.values[key]))
    #expect(option.value(asked) != nil)
    let path = try place.write(asked.yaml(of: recipe), to: "again.yaml")
    let again = try RunRequest(contentsOf: path).resolved().configuration
    #expect(option.value(again) == option.value(asked))
    let decoded = try JSONDecoder().decode(
      RunConfiguration.self, from: try JSONEncoder().encode(asked))
    #expect(decoded == asked)
    #expect(asked.told.contains { $0.key == key } == (!option.isHeading || key == "data"))
  }

  @Test func templatesShowEachThatHasAnExample() throws {
    let (recipe, configuration) = try configuration("epochs", "3")
    let text = configuration.template(of: recipe)
    for option in RunOption.all {
      #expect(text.contains("\(option.key):") == (option.example != nil), "\(option.key)")
      #expect(option.example == nil || text.contains(option.remark), "\(option.key)")
    }
  }

  @Test func helpShowsEach() {
    let help = TrainCommand.helpMessage(columns: 10_000)
    for option in RunOption.all {
      guard let argument = option.argument else { continue }
      #expect(help.contains(argument.name) && help.contains(option.help), "\(option.key)")
    }
  }

  @Test func argumentsBecomeARequest() throws {
    let arguments = try TrainingArguments.parse([
      "xor", "--epochs", "3", "--callback", "CSVLogger", "--callback", "TerminateOnNaN",
      "--metrics", "f1,auc", "--unstratified", "--validation", "0.5", "--clip", "norm=1",
    ])
    let keys = ["epochs", "unstratified", "validation", "metrics", "callbacks", "clip"]
    #expect(arguments.options.given.map(\.key) == keys)
    #expect(arguments.options["epochs"] == "3" && arguments.options["seed"] == nil)
    let configuration = try arguments.request().resolved().configuration
    #expect(configuration.epochs == 3 && configuration.training?.list("callbacks").count == 2)
    #expect(configuration.training?.list("metrics").count == 2)
    #expect(arguments.optionForRecipes == "--epochs")
    #expect(arguments.optionThatIsKept == "--unstratified")
    #expect(try TrainingArguments.parse(["xor", "--seed", "1"]).optionForRecipes == nil)
    #expect(try TrainingArguments.parse(["xor", "--epochs", "1"]).optionThatIsKept == nil)
  }

  @Test func aRunThatGoesOnKeepsTheOthers() throws {
    let run = place["run"]
    let experiment = try Experiment(.xor, epochs: 2, out: run)
    _ = try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
    var changes = RunRequest()
    changes.set("clip", "norm=1", option: "--clip norm=1")
    let error = #expect(throws: FileError.self) { try Experiment(resuming: run, changes: changes) }
    #expect(error?.description.contains("a run that goes on keeps its clip") == true)
    changes = RunRequest()
    changes.set("epochs", "4", option: "--epochs 4")
    changes.set("checkpointEvery", "2", option: "--checkpoint-every 2")
    let resumed = try Experiment(resuming: run, changes: changes).configuration
    #expect(resumed.epochs == 4 && resumed.training?.checkpointEvery == 2)
    changes.set("epochs", "1", option: "--epochs 1")
    #expect(throws: TrainingError.self) { try Experiment(resuming: run, changes: changes) }
  }

  /// Of the user's own data another folder may be validated on; earlier versions had a key of its
  /// own for it.
  @Test func aFolderToValidateOnIsKept() throws {
    let path = try place.write(
      "recipe: classify\ndata: /photos\nvalidation: other/\n", to: "run.yaml")
    let (recipe, _, asked) = try RunRequest(contentsOf: path).resolved()
    let folder = try #require(asked.training?.validationPath)
    #expect(
      folder.hasPrefix("/") && folder.hasSuffix("/other") && asked.training?.validation == nil)
    let file = try place.write(asked.yaml(of: recipe), to: "again.yaml")
    #expect(try RunRequest(contentsOf: file).resolved().configuration.training == asked.training)
    let old = try JSONDecoder().decode(
      TrainingOptions.self, from: Data(#"{"validationPath": "/other", "accumulate": 3}"#.utf8))
    #expect(old.validationPath == "/other" && old.accumulate == 3)
  }

  @Test(arguments: [
    #"{"accumulate": 0}"#, #"{"accumulate": "x"}"#, #"{"checkpointEvery": -1}"#,
    #"{"validation": 1}"#, #"{"callbacks": [{"name": "Nothing"}]}"#,
  ])
  func damagedValuesThrow(_ text: String) throws {
    let options = try JSONDecoder().decode(TrainingOptions.self, from: Data(text.utf8))
    #expect(throws: RecipeError.self) { try options.check() }
  }
}
