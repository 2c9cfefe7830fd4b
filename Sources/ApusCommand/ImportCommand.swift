import Apus
import ArgumentParser
import Foundation

/// `apus import`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a run of another program's model.",
    discussion: """
      .onnx: a network of any inputs and outputs; operators of ONNX's sets 13 to 21 (docs/ONNX.md \
      says which).
      .keras, .h5: a whole model of Keras (docs/KERAS.md says of which layers); with --recipe the \
      weights of that recipe's model, as `save_weights` writes them.
      .npz: the weights of a recipe's model, by name.
      .safetensors: a model file that apus wrote.

      A network with one input that gives a number for each class, or a value, becomes a run like \
      one that was trained here: `apus predict`, `summary` and `evaluate` take it. --dataset names \
      the data set whose classes they are, in that order; --output the output that holds them, \
      where there are several. Whether it gives scores, probabilities, the probability of the \
      second of two classes, labels or values is found out; --meaning says it otherwise. Pixels of \
      images are 0…255 where the file shows that, else 0…1: --input-range, --mean and --std say it.
      Any other network takes arrays by the names of its inputs: `apus predict RUN --input \
      NAME=FILE.npy --out DIR`.

      Examples:
        apus import resnet.onnx --dataset cifar10 --out runs/resnet
        apus import model.keras --dataset mnist --out runs/digits
        apus import vgg.onnx --input-range 0..1 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225 \
        --out runs/vgg
        apus import model.weights.h5 --recipe mnist-mlp --out runs/digits
        apus import weights.npz --recipe mnist-mlp --out runs/digits
      """)

  @Argument(help: "The file to read.")
  var file: String

  @Option(help: "The run's folder, which must not hold a run yet.")
  var out: String

  @Option(help: "For .onnx, .keras and .h5: the data set whose classes the network tells apart.")
  var dataset: String?

  @OptionGroup var foreign: ForeignOptions

  @Option(name: .customLong("input"), help: .hidden)
  var input: String?

  @Option(help: "For .npz, .keras and .h5: the recipe whose model the weights are.")
  var recipe: String?

  @Option(name: .customLong("set"), help: "With --recipe: a setting of it, key=value.")
  var settings: [String] = []

  func run() throws {
    guard !out.isEmpty else { throw UsageError("--out is empty: expected a folder") }
    let ending = file.split(separator: ".").last.map { $0.lowercased() } ?? ""
    var foreign = foreign
    foreign.inputShape = foreign.inputShape ?? input
    var given = foreign.given
    given["--dataset"] = dataset != nil
    given["--recipe"] = recipe != nil
    given["--set"] = !settings.isEmpty
    let weights = ["--recipe", "--set"]
    let others = ["--dataset"] + foreign.given.keys
    let taken = [
      "onnx": others, "npz": weights, "keras": recipe == nil ? others : weights,
      "h5": recipe == nil ? others : weights, "safetensors": [],
    ]
    guard let own = taken[ending] else {
      throw UsageError(
        "'\(file)': expected a file that ends in .onnx, .keras, .h5, .npz or .safetensors")
    }
    if let other = given.filter({ $0.value && !own.contains($0.key) }).keys.min() {
      let beside = recipe != nil && own == weights ? " with --recipe" : ""
      throw UsageError("\(other) is not for .\(ending) files\(beside); see `apus help import`")
    }
    var options = try foreign.options()
    options.dataset = try dataset.map { try namedDataset($0) }
    let made: ModelImport
    switch ending {
    case "onnx":
      if options.isEmpty, let network = try ModelImport.arrays(onnx: file) {
        return try finish(network)
      }
      made = try ModelImport(file, options: options)
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
        if options.isEmpty, let network = try ModelImport.arrays(keras: file) {
          return try finish(network)
        }
        made = try ModelImport(file, options: options)
      }
    default:
      if let network = try ArrayNetwork.described(at: file) { return try finish(network) }
      made = try ModelImport(safetensors: file)
    }
    try made.write(to: out)
    print("\(out): \(made.description)")
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
