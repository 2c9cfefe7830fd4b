import Apus
import ApusFiles
import ApusRuns
import ApusTestSupport
import Foundation
import Testing

@testable import ApusCommand

@Suite struct RecipeTests {
  private let place = TemporaryFolder()

  /// The totals that the course prints: catalogue D1, D2, D3.
  @Test(arguments: [
    ("mnist-mlp", 932_362), ("cifar-cnn", 1_250_858), ("lenet5", 62_006), ("xor", 42),
    ("shallow-cnn", 80 + 5408 * 10 + 10), ("deep-big-simple", 11_972_510),
  ])
  func parameterCounts(_ name: String, _ total: Int) throws {
    let recipe = try Recipe.named(name)
    let settings = try SettingValues(for: recipe.settings)
    let model = try recipe.makeModel(settings)
    #expect(model.summary(try recipe.inputShape(settings)).total == total)
  }

  @Test func aWrongNameSuggestsTheNearest() throws {
    let error = #expect(throws: RecipeError.self) { try Recipe.named("mnist-mpl") }
    #expect(error?.description == "unknown recipe 'mnist-mpl'; did you mean 'mnist-mlp'?")
    #expect(throws: RecipeError.self) { try Recipe.named("") }
    // Capital letters do not matter.
    #expect(try Recipe.named("MNIST-mlp").name == "mnist-mlp")
    #expect(NamedDataset.named("Iris")?.name == "iris")
    #expect(Sweep.named("Bias-Variance")?.name == "bias-variance")
  }

  @Test func settingsAreChecked() throws {
    let settings = Recipe.mnistMLP.settings
    let error = #expect(throws: RecipeError.self) {
      try SettingValues(["learning_rat": "0.1"], for: settings)
    }
    #expect(error?.description.contains("did you mean 'learningRate'?") == true)
    for (key, value) in [
      ("learningRate", "-1"), ("learningRate", "0"), ("learningRate", "nan"),
      ("learningRate", "much"), ("dropout", "1"), ("layers", "2.5"), ("layers", "0"),
      ("optimizer", "magic"), ("hidden", "99999999999999999999"),
    ] {
      #expect(throws: RecipeError.self, "\(key)=\(value)") {
        try SettingValues([key: value], for: settings)
      }
    }
    let values = try SettingValues(["layers": "2", "hidden": "32"], for: settings)
    let model = try Recipe.mnistMLP.makeModel(values)
    #expect(model.summary([784]).total == 784 * 32 + 32 + 32 * 32 + 32 + 32 * 10 + 10)
  }

  @Test func everyRecipesDefaultsAreValidAndItsModelBuilds() throws {
    for recipe in Recipe.all {
      let values = try SettingValues(for: recipe.settings)
      guard recipe.data.expectedFacts(values) != nil else { continue }
      let output = try recipe.makeModel(values).build(try recipe.inputShape(values))
      #expect(output.count == 1, "\(recipe.name)")
      _ = try recipe.makeOptimizer(values)
    }
  }

  @Test func exclusiveOrIsLearned() throws {
    let folder = place["run"]
    let experiment = try Experiment(
      .xor, settings: ["learningRate": "0.5"], epochs: 600, out: folder)
    let history = try experiment.train(on: try Recipe.xor.load(), reporter: SilentReporter())
    #expect(history["val_accuracy"].last == 1)
    let (file, model) = try ModelFile.load(folder)
    #expect(file.recipe == "xor" && file.classes.count == 2)
    let inputs = Tensor([0, 0, 0, 1, 1, 0, 1, 1] as [Float], shape: [4, 2])
    #expect(model(inputs).argmax(axis: -1).doubles == [0, 1, 1, 0])
  }

  @Test func modelFilesOfOthersAreRefused() throws {
    let path = place["run.safetensors"]
    try Safetensors(tensors: ["a": Tensor(1.0 as Double)]).write(to: path)
    #expect(throws: FileError.self) { try ModelFile.load(path) }
    try Data(repeating: 0xFF, count: 64).write(to: URL(fileURLWithPath: path))
    #expect(throws: FileError.self) { try ModelFile.load(path) }
    #expect(throws: FileError.self) { try ModelFile.load("/nowhere") }
  }

  @Test func workloadsRunAndReportTheirRate() {
    let workload = Workload.all[0]
    let timing = workload.time(repeats: 1, budget: 0.01)
    #expect(timing.millisecondsPerStep > 0 && timing.itemsPerSecond > 0)
    #expect(
      Workload.all.map(\.name) == [
        "xor", "mnist-mlp", "mnist-mlp-predict", "lenet5", "cifar-cnn", "char-gpt",
      ])
  }
}
