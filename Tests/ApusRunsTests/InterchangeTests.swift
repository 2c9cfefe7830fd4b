import Apus
import ApusFiles
import ApusRuns
import ApusTestSupport
import Foundation
import Testing

/// Each recipe's model written for other programs and read back: what `apus export` and
/// `apus import` do.
@Suite struct InterchangeTests {
  private let place = TemporaryFolder()

  /// Files for `Benchmarks/onnx-models.py layers DIR`, by hand.
  private static let folder = ProcessInfo.processInfo.environment["APUS_INTEROP_FILES"]

  private func expectEqual(_ a: Tensor, _ b: Tensor, _ what: String) {
    #expect(a.shape == b.shape, "\(what)")
    let error = zip(a.doubles, b.doubles).map { Swift.abs($0 - $1) }.max() ?? 0
    #expect(error <= 1e-5 * max(1, b.doubles.map { Swift.abs($0) }.max() ?? 1), "\(what): \(error)")
  }

  @Test(arguments: Recipe.all.filter { !$0.rows.isEmpty && $0.data is NamedSets }.map(\.name))
  func recipesComeBack(_ name: String) throws {
    let recipe = try Recipe.named(name)
    let settings = try SettingValues(for: recipe.settings)
    let shape = try recipe.inputShape(settings)
    let dataset = try #require(recipe.data as? NamedSets).set(settings)
    let (model, input) = try RandomGenerator.with(seed: 3) { () -> (any Layer, Tensor) in
      let model = try recipe.makeModel(settings)
      model.build(shape)
      return (model, .randomNormal(shape.inserting(2, at: 0)))
    }
    let wanted = Mode.inference { model(input) }
    // As a run has it.
    let run = place.path + "/run.safetensors"
    try model.save(to: run, inputShape: shape)
    let onnx = place.path + "/model.onnx", npz = place.path + "/model.npz"
    try exportONNX(model, inputShape: shape, to: onnx)
    try NumPyArchive.write(model.weights, to: npz)
    let networks = [
      try ModelImport(onnx: onnx, dataset: dataset),
      try ModelImport(npz: npz, recipe: recipe, settings: settings),
    ]
    for (number, made) in networks.enumerated() {
      expectEqual(Mode.inference { made.model(input) }, wanted, "\(name), \(number)")
      let out = place.path + "/run-\(number)"
      try made.write(to: out)
      #expect(throws: TrainingError.self) { try made.write(to: out) }
      let (file, again) = try ModelFile.load(out)
      expectEqual(Mode.inference { again(input) }, wanted, "\(name), \(number), loaded")
      #expect(file.dataset == dataset.name && file.classes == dataset.classNames)
      for format in ModelFile.Format.allCases where format != .keras {
        try file.export(again, as: format, to: place.path + "/again.\(format.rawValue)")
      }
      let third = try ModelImport(safetensors: place.path + "/again.safetensors")
      expectEqual(Mode.inference { third.model(input) }, wanted, "\(name), \(number), exported")
    }
    let loaded = try loadModel(run)
    expectEqual(Mode.inference { loaded(input) }, wanted, name)
    if let folder = Self.folder {
      try exportONNX(model, inputShape: shape, to: "\(folder)/recipe \(name).onnx")
      try NumPyArchive.write(
        ["input": input, "output": wanted], to: "\(folder)/recipe \(name).npz")
    }
  }

  /// Recipes of layers that Keras does not have.
  private static let withoutKeras: Set<String> = ["deep-big-simple", "mlp-explicit", "rbf"]

  @Test(arguments: Recipe.all.filter { !$0.rows.isEmpty && $0.data is NamedSets }.map(\.name))
  func kerasComesBack(_ name: String) throws {
    let recipe = try Recipe.named(name)
    let settings = try SettingValues(for: recipe.settings)
    let shape = try recipe.inputShape(settings)
    let dataset = try #require(recipe.data as? NamedSets).set(settings)
    let (model, input) = try RandomGenerator.with(seed: 4) { () -> (any Layer, Tensor) in
      let model = try recipe.makeModel(settings)
      model.build(shape)
      return (model, .randomNormal(shape.inserting(2, at: 0)))
    }
    let wanted = Mode.inference { model(input) }
    let npz = place.path + "/model.npz"
    try NumPyArchive.write(model.weights, to: npz)
    let file = try ModelImport(npz: npz, recipe: recipe, settings: settings).file
    let whole = place.path + "/model.keras", weights = place.path + "/model.weights.h5"
    if Self.withoutKeras.contains(name) {
      let error = #expect(throws: FileError.self) { try file.export(model, as: .keras, to: whole) }
      #expect(error?.problem.contains("Keras has no") == true, "\(error?.description ?? "")")
      #expect(!FileManager.default.fileExists(atPath: whole))
      return
    }
    try file.export(model, as: .keras, to: whole)
    try file.export(model, as: .keras, to: weights)
    let made = [
      try ModelImport(keras: whole), try ModelImport(keras: whole, dataset: dataset),
      try ModelImport(kerasWeights: whole, recipe: recipe, settings: settings),
      try ModelImport(kerasWeights: weights, recipe: recipe, settings: settings),
    ]
    for (number, made) in made.enumerated() {
      #expect(made.file == file, "\(name), \(number)")
      let out = place.path + "/run-\(number)"
      try made.write(to: out)
      let again = try ModelFile.load(out).model
      expectEqual(Mode.inference { again(input) }, wanted, "\(name), \(number)")
    }
    #expect(throws: FileError.self) { try ModelImport(keras: weights) }
    if let folder = Self.folder {
      try file.export(model, as: .keras, to: "\(folder)/recipe \(name).keras")
      try NumPyArchive.write(
        ["input": input, "output": wanted], to: "\(folder)/keras recipe \(name).npz")
    }
  }

  @Test func aSoftmaxOfAnotherProgramBecomesScores() throws {
    let model = Sequential {
      Flatten()
      Dense(3, activation: .softmax)
    }
    let path = place.path + "/classes.keras"
    try KerasFile.write(model, inputShape: [2, 2], to: path)
    let made = try ModelImport(keras: path)
    #expect(made.file.recipe == "keras" && made.file.classes == ["0", "1", "2"])
    #expect(made.file.dataset == "" && made.file.inputShape == [2, 2])
    let input = Tensor.randomNormal([4, 2, 2])
    expectEqual(softmax(made.model(input)), model(input), "softmax")
    let other = try #require(NamedDataset.all.first { $0.classNames.count > 3 })
    let error = #expect(throws: FileError.self) { try ModelImport(keras: path, dataset: other) }
    #expect(error?.problem.contains("tells 3 classes apart") == true)
    #expect(throws: FileError.self) { try KerasFile.write(model, to: place.path + "/classes.h5") }
  }
}
