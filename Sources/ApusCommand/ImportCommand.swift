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
      .npz: the weights of a recipe's model, by name.
      .safetensors: a model file that apus wrote.

      `apus predict`, `summary` and `evaluate` then take the run as one that was trained here.

      Examples:
        apus import resnet.onnx --dataset cifar10 --out runs/resnet
        apus import weights.npz --recipe mnist-mlp --out runs/digits
      """)

  @Argument(help: "The file to read.")
  var file: String

  @Option(help: "The run's folder, which must not hold a run yet.")
  var out: String

  @Option(help: "For .onnx: the data set whose classes the network tells apart.")
  var dataset: String?

  @Option(
    help: "For .onnx: the shape of one example, as in 3x32x32, where the file leaves it open.")
  var input: String?

  @Option(help: "For .onnx: the output that holds the scores, where the file has several.")
  var output: String?

  @Option(help: "For .npz: the recipe whose model the weights are.")
  var recipe: String?

  @Option(name: .customLong("set"), help: "For .npz: a setting of the recipe, key=value.")
  var settings: [String] = []

  func run() throws {
    guard !out.isEmpty else { throw UsageError("--out is empty: expected a folder") }
    let ending = file.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let given = [
      "--dataset": dataset != nil, "--input": input != nil, "--output": output != nil,
      "--recipe": recipe != nil, "--set": !settings.isEmpty,
    ]
    let taken = [
      "onnx": ["--dataset", "--input", "--output"], "npz": ["--recipe", "--set"],
      "safetensors": [],
    ]
    guard let own = taken[ending] else {
      throw UsageError("'\(file)': expected a file that ends in .onnx, .npz or .safetensors")
    }
    if let other = given.filter({ $0.value && !own.contains($0.key) }).keys.min() {
      throw UsageError("\(other) is not for .\(ending) files; see `apus help import`")
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
      let found = try Recipe.named(recipe)
      made = try ModelImport(
        npz: file, recipe: found,
        settings: try SettingValues(try parseAssignments(settings), for: found.settings))
    default: made = try ModelImport(safetensors: file)
    }
    try made.write(to: out)
    print(
      "\(out): takes \(Shape(made.file.inputShape)), tells \(made.file.classes.count) classes apart"
    )
  }
}
