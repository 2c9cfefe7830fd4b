import Apus
import ArgumentParser
import Foundation

/// `apus import`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a run of another program's model.",
    discussion: """
      .onnx: a network that tells classes apart, with one input; operators of ONNX's sets 13 to 21 (docs/ONNX.md says \
      which). --dataset names the data set whose classes they are, in that order.
      .keras, .h5: a whole model of Keras that tells classes apart (docs/KERAS.md says of which layers); with --recipe the \
      weights of that recipe's model, as `save_weights` writes them.
      .npz: the weights of a recipe's model, by name.
      .safetensors: a model file that apus wrote.

      `apus predict`, `summary` and `evaluate` then take the run as one that was trained here.

      Examples:
        apus import resnet.onnx --dataset cifar10 --out runs/resnet
        apus import model.keras --dataset mnist --out runs/digits
        apus import model.weights.h5 --recipe mnist-mlp --out runs/digits
        apus import weights.npz --recipe mnist-mlp --out runs/digits
      """)

  @Argument(help: "The file to read.")
  var file: String

  @Option(help: "The run's folder, which must not hold a run yet.")
  var out: String

  @Option(help: "For .onnx, .keras and .h5: the data set whose classes the network tells apart.")
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "For .onnx, .keras and .h5: the shape of one example, as in 32x32x3, where it is open."))
  var input: String?

  @Option(help: "For .onnx: the output that holds the scores, where the file has several.")
  var output: String?

  @Option(help: "For .npz, .keras and .h5: the recipe whose model the weights are.")
  var recipe: String?

  @Option(name: .customLong("set"), help: "With --recipe: a setting of it, key=value.")
  var settings: [String] = []

  func run() throws {
    guard !out.isEmpty else { throw UsageError("--out is empty: expected a folder") }
    let ending = file.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let given = [
      "--dataset": dataset != nil, "--input": input != nil, "--output": output != nil,
      "--recipe": recipe != nil, "--set": !settings.isEmpty,
    ]
    let weights = ["--recipe", "--set"]
    let keras = recipe == nil ? ["--dataset", "--input"] : weights
    let taken = [
      "onnx": ["--dataset", "--input", "--output"], "npz": weights, "keras": keras, "h5": keras,
      "safetensors": [],
    ]
    guard let own = taken[ending] else {
      throw UsageError(
        "'\(file)': expected a file that ends in .onnx, .keras, .h5, .npz or .safetensors")
    }
    if let other = given.filter({ $0.value && !own.contains($0.key) }).keys.min() {
      let beside = recipe != nil && own == weights ? " with --recipe" : ""
      throw UsageError("\(other) is not for .\(ending) files\(beside); see `apus help import`")
    }
    let made: ModelImport
    switch ending {
    case "onnx":
      made = try ModelImport(
        onnx: file, dataset: try dataset.map { try namedDataset($0) },
        inputShape: try input.map { try shape($0) }, output: output)
    case "npz":
      guard let recipe else {
        throw UsageError("--recipe is missing: weights alone do not say what model they are")
      }
      let (found, values) = try named(recipe)
      made = try ModelImport(npz: file, recipe: found, settings: values)
    case "keras", "h5":
      if let recipe {
        let (found, values) = try named(recipe)
        made = try ModelImport(kerasWeights: file, recipe: found, settings: values)
      } else {
        made = try ModelImport(
          keras: file, dataset: try dataset.map { try namedDataset($0) },
          inputShape: try input.map { try shape($0) })
      }
    default: made = try ModelImport(safetensors: file)
    }
    try made.write(to: out)
    print(
      "\(out): takes \(Shape(made.file.inputShape)), tells \(made.file.classes.count) classes apart"
    )
  }
  private func named(_ name: String) throws -> (recipe: Recipe, settings: SettingValues) {
    let found = try Recipe.named(name)
    return (found, try SettingValues(try parseAssignments(settings), for: found.settings))
  }
}
