import Apus
import ArgumentParser
import Foundation

/// `apus import`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a run of another program's model.",
    discussion: """
      .onnx: a network of any inputs and outputs; operators of ONNX's sets 13 to 21 (docs/ONNX.md says which).
      .keras, .h5: a whole model of Keras (docs/KERAS.md says of which layers); with --recipe the weights of that recipe's \
      model, as `save_weights` writes them.
      .npz: the weights of a recipe's model, by name.
      .safetensors: a model file that apus wrote.

      A network that makes a number for each class, or a value, of one input becomes a run as one that was trained here: \
      `apus predict`, `summary` and `evaluate` take it. --dataset names the data set whose classes they are, in that order; \
      --output the output that holds them, where there are several.
      Any other network takes arrays by the names of its inputs: `apus predict RUN --input NAME=FILE.npy --out DIR`.

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
    name: [.customLong("input-shape"), .customLong("input")],
    help: ArgumentHelp(
      "For .onnx, .keras and .h5: the shape of one example, as in 32x32x3, where it is open.",
      valueName: "shape"))
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
      "--dataset": dataset != nil, "--input-shape": input != nil, "--output": output != nil,
      "--recipe": recipe != nil, "--set": !settings.isEmpty,
    ]
    let weights = ["--recipe", "--set"]
    let keras = recipe == nil ? ["--dataset", "--input-shape"] : weights
    let taken = [
      "onnx": ["--dataset", "--input-shape", "--output"], "npz": weights, "keras": keras,
      "h5": keras,
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
    let shape = try input.map { try ApusCommand.shape($0, option: "--input-shape") }
    let set = try dataset.map { try namedDataset($0) }
    let isOfClasses = set != nil || shape != nil || output != nil
    let made: ModelImport
    switch ending {
    case "onnx":
      if !isOfClasses, let network = try ModelImport.arrays(onnx: file) {
        return try finish(network)
      }
      made = try ModelImport(onnx: file, dataset: set, inputShape: shape, output: output)
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
        if !isOfClasses, let network = try ModelImport.arrays(keras: file) {
          return try finish(network)
        }
        made = try ModelImport(keras: file, dataset: set, inputShape: shape)
      }
    default:
      if let network = try ArrayNetwork.described(at: file) { return try finish(network) }
      made = try ModelImport(safetensors: file)
    }
    try made.write(to: out)
    print(
      "\(out): takes \(Shape(made.file.inputShape)), tells \(made.file.classes.count) classes apart"
    )
  }

  /// Writes a network of arrays and says what it takes.
  private func finish(_ network: ArrayNetwork) throws {
    try network.write(to: out)
    let rows = network.inputs.map { ["takes", $0.description] }
    print("\(out)\n\(table(rows + network.outputs.map { ["gives", $0.description] }))")
  }

  private func named(_ name: String) throws -> (recipe: Recipe, settings: SettingValues) {
    let found = try Recipe.named(name)
    return (found, try SettingValues(try parseAssignments(settings), for: found.settings))
  }
}
