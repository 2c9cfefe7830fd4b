import Apus
import ApusClassic
import ApusRuns
import ApusTestSupport
import Foundation
import Testing

/// The classical networks as recipes: by the tape they take the steps of the explicit forms.
@Suite struct ClassicRecipesTests {
  private let place = TemporaryFolder()

  private static let inputs = Tensor(
    [0.5, -1, 2, 1, 0.25, -0.5, -2, 1, 1, 3, 0, -1] as [Double], shape: [4, 3])
  private static let labels = Tensor([0, 1, 2, 1] as [Int32])

  /// Trains a recipe's layer online for an epoch; `step` does the same to the neuron of a class,
  /// whose weights [bias, inputs…] it gets.
  private func expectSameSteps(
    _ recipe: Recipe, rate: Double,
    step: (_ weights: inout [Double], _ input: Tensor, _ target: Tensor) -> Void
  ) throws {
    let layer = Dense(3)
    let settings = try SettingValues(for: recipe.settings)
    let loss = try recipe.supervised().loss(settings, try recipe.facts(settings))
    let trainer = Trainer(
      layer, optimizer: SGD(learningRate: rate), loss: loss,
      generator: RandomGenerator(seed: 3))
    let features = Self.inputs
    _ = RandomGenerator.with(seed: 3) { layer(features) }
    let start = layer.weight.transposed().doubles
    var neurons = (0..<3).map { (neuron: Int) -> [Double] in
      [0] + Array(start[neuron * 3..<neuron * 3 + 3])
    }
    for row in 0..<4 {
      trainer.step(features[row..<row + 1], Self.labels[row..<row + 1])
      let label = Int(Self.labels.doubles[row])
      for neuron in neurons.indices {
        step(
          &neurons[neuron], features[row..<row + 1],
          Tensor([neuron == label ? 1.0 : -1] as [Double]))
      }
    }
    let bias = try #require(layer.bias?.wrappedValue).doubles
    let weights = layer.weight.transposed().doubles
    for neuron in neurons.indices {
      let found: [Double] = [bias[neuron]] + weights[neuron * 3..<(neuron + 1) * 3]
      #expect(zip(found, neurons[neuron]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    }
    #expect(weights != start)
  }

  @Test func thePerceptronsRule() throws {
    try expectSameSteps(.perceptron, rate: 0.3) { weights, input, target in
      var perceptron = Perceptron(weights: weights, step: .bipolar)
      perceptron.fit(input, target, epochs: 1, rate: 0.3, rule: .target)
      weights = perceptron.weights
    }
  }

  @Test func leastMeanSquares() throws {
    try expectSameSteps(.adaline, rate: 0.05) { weights, input, target in
      var adaline = Adaline(weights: weights)
      adaline.fit(input, target, epochs: 1, rate: 0.05)
      weights = adaline.weights
    }
  }

  @Test func aRunDrawsItsCurvesRegionsAndErrorSurface() throws {
    let folder = place["run"]
    let experiment = try Experiment(
      .perceptron, settings: ["dataset": "and"], epochs: 3, batchSize: .max, out: folder)
    _ = try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
    #expect(experiment.configuration.batchSize == 4)
    let plots = experiment.folder.plotsFolder
    let names = try FileManager.default.contentsOfDirectory(atPath: plots).sorted()
    let expected = ["accuracy", "confusion", "decision-regions", "error-surface", "loss"]
    #expect(names == expected.map { $0 + ".svg" })
    for name in names {
      let text = try String(contentsOfFile: plots + "/" + name, encoding: .utf8)
      #expect(text.hasPrefix("<svg") && text.contains("perceptron"), "\(name)")
    }
    // Drawing the surface moves weights and puts them back.
    let saved = try ModelFile.load(folder).model.weights
    for (name, weight) in try #require(experiment.trainer).model.weights {
      #expect(saved[name]?.floats == weight.floats, "\(name)")
    }
  }

  @Test func aRunThatDivergedEndsWithoutItsSurface() throws {
    let folder = place["run"]
    let experiment = try Experiment(
      .adaline, settings: ["dataset": "and", "learningRate": "100"], epochs: 60, out: folder)
    _ = try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
    let plots = experiment.folder.plotsFolder
    #expect(FileManager.default.fileExists(atPath: plots + "/loss.svg"))
    #expect(!FileManager.default.fileExists(atPath: plots + "/error-surface.svg"))
  }

  /// The tape finds what the lecture derives: after two epochs both recipes have the same weights,
  /// in both forms.
  @Test(arguments: ["and", "xor", "iris", "banknote", "sonar"], ["matrix", "classical"])
  func writtenOutBackpropagationTrainsAsTheTapeDoes(_ dataset: String, _ form: String) throws {
    let sets = (Recipe.mlpClassic.data as? NamedSets)?.sets
    guard let data = try? sets?.first(where: { $0.name == dataset })?.load()
    else { return }  // The tables are not on every machine.
    func weights(_ recipe: Recipe, _ settings: [String: String]) throws -> [[Float]] {
      let folder = place[recipe.name]
      let values = settings.merging(["dataset": dataset]) { a, _ in a }
      let experiment = try Experiment(recipe, settings: values, epochs: 2, out: folder)
      _ = try experiment.train(on: data, reporter: SilentReporter())
      let saved = try ModelFile.load(folder)
      #expect(saved.file.givesProbabilities)
      #expect(
        FileManager.default.fileExists(
          atPath: experiment.folder.plotsFolder + "/error-surface.svg"))
      return saved.model.parameters.map(\.wrappedValue.floats)
    }
    let tape = try weights(.mlpClassic, [:])
    let explicit = try weights(.mlpExplicit, ["form": form])
    #expect(tape.count == 4 && explicit.count == 4)
    // Weights and biases take turns on the tape; here the weights come first.
    for (a, b) in zip([tape[0], tape[2], tape[1], tape[3]], explicit) {
      #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func radialBasesAndSupportVectorsLearnXOR() throws {
    #expect(try accuracy(.rbf, ["dataset": "xor"], epochs: 200).0 == 1)
    #expect(try accuracy(.svm, ["dataset": "xor"], epochs: 200).0 == 1)
    let linear = ["dataset": "xor", "hidden": "0"]
    #expect(try accuracy(.svm, linear, epochs: 100).0 <= 0.75)
  }

  @Test func scalingTravelsWithTheModel() throws {
    let folder = place["run"]
    let experiment = try Experiment(.svm, settings: ["dataset": "and"], epochs: 1, out: folder)
    _ = try experiment.train(on: try experiment.loadData(), reporter: SilentReporter())
    let model = try #require(try ModelFile.load(folder).model as? Sequential)
    let scaling = try #require(model.layers.first as? Normalization)
    #expect(scaling.mean.floats == [0.5, 0.5] && scaling.variance.floats == [0.25, 0.25])
  }

  private func accuracy(
    _ recipe: Recipe, _ settings: [String: String], epochs: Int
  ) throws -> (accuracy: Double, file: ModelFile) {
    let folder = place[UUID().uuidString]
    let experiment = try Experiment(recipe, settings: settings, epochs: epochs, out: folder)
    #expect(experiment.facts?.name == settings["dataset"])
    let history = try experiment.train(
      on: try experiment.loadData(), reporter: SilentReporter())
    return (try #require(history["val_accuracy"].last), try ModelFile.load(folder).file)
  }

  @Test func oneLayerLearnsAndButNotXORAndTwoLearnBoth() throws {
    let (and, file) = try accuracy(.perceptron, ["dataset": "and"], epochs: 200)
    #expect(and == 1 && file.dataset == "and" && !file.givesProbabilities)
    #expect(try accuracy(.perceptron, ["dataset": "xor"], epochs: 100).0 <= 0.75)
    let adaline = ["dataset": "and", "learningRate": "0.05"]
    #expect(try accuracy(.adaline, adaline, epochs: 100).0 == 1)
    let mlp = ["dataset": "xor", "learningRate": "0.5", "activation": "tanh"]
    let (xor, other) = try accuracy(.mlpClassic, mlp, epochs: 600)
    #expect(xor == 1 && other.givesProbabilities)
  }

  @Test func theInputFollowsTheDataSet() throws {
    for (name, inputs, classes) in [("and", 2, 2), ("iris", 4, 3), ("sonar", 60, 2)] {
      let values = try SettingValues(["dataset": name], for: Recipe.perceptron.settings)
      #expect(try Recipe.perceptron.inputShape(values) == [inputs])
      let model = try Recipe.perceptron.makeModel(values)
      #expect(model.summary([inputs]).total == (inputs + 1) * classes)
    }
    #expect(throws: RecipeError.self) {
      try SettingValues(["dataset": "sonar"], for: Recipe.lenet5.settings)
    }
  }
}
