import Apus
import ArgumentParser
import Foundation

/// What `apus train` and its relatives can be told: a recipe, a file of settings, and options laid over both.
struct TrainingArguments: ParsableArguments {
  @Argument(help: "The recipe: see `apus list recipes`.")
  var recipe: String?

  @Option(help: "A YAML file of settings; options go before what it says. See --print-config.")
  var config: String?

  @Option(help: "The data set, where the recipe takes several; the same as --set dataset=NAME.")
  var dataset: String?

  @Option(help: "The folder that holds the data set's files, or its name's folder.")
  var data: String?

  @Option(
    parsing: .unconditional, help: "Epochs in all, counted from the beginning, also with --resume.")
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "Examples a step: 1 learns online, 'full' from the whole set at once.")
  var batchSize: String?

  @Option(
    parsing: .unconditional,
    help: "The seed of weights, dropout and the order of examples; 0 where it is not given.")
  var seed: UInt64?

  @Option(name: .customLong("set"), help: "A setting, key=value; may be given several times.")
  var settings: [String] = []

  @Option(
    name: .customLong("callback"),
    help: ArgumentHelp(
      "What watches training: see `apus list callbacks`; may be given several times.",
      valueName: "name:key=value,…"))
  var callbacks: [String] = []

  @Option(
    help: ArgumentHelp(
      "What is measured beside loss and accuracy: see `apus list metrics`.",
      valueName: "name,name:key=value,…"))
  var metrics: String?

  @Option(
    name: .customLong("augment"),
    help: ArgumentHelp(
      "How images are changed: see `apus list augmentations`; may be given several times.",
      valueName: "name:key=value,…"))
  var augmentation: [String] = []

  @Option(
    help: "The limit of gradients: value=X, norm=X of each parameter, or globalNorm=X of all.")
  var clip: String?

  @Option(parsing: .unconditional, help: "Batches whose gradients make one update.")
  var accumulate: Int?

  @Option(help: "What examples count for: balanced, or a number for each class, 1,2,0.5.")
  var classWeights: String?

  @Option(
    parsing: .unconditional,
    help: "The share of the training set to validate on, in place of the test set.")
  var validation: String?

  @Flag(help: "Draw that share, or folds, without regard to classes.")
  var unstratified = false

  @Option(
    parsing: .unconditional,
    help: "Adds a checkpoint every so many steps to the one after each epoch.")
  var checkpointEvery: Int?

  /// The options laid over the file.
  func request() throws -> RunRequest {
    try positive(epochs, "--epochs")
    try positive(accumulate, "--accumulate")
    try positive(checkpointEvery, "--checkpoint-every")
    if data?.isEmpty == true { throw UsageError("--data is empty: expected a folder") }
    var request = try config.map { try RunRequest(contentsOf: $0) } ?? RunRequest()
    if let recipe { request.set("recipe", recipe, option: "", isText: true) }
    if let data { request.set("data", data, option: "--data", isText: true) }
    for (key, option, text) in [
      ("epochs", "--epochs", epochs.map(String.init)),
      ("batchSize", "--batch-size", batchSize), ("seed", "--seed", seed.map(String.init)),
      ("clip", "--clip", clip), ("accumulate", "--accumulate", accumulate.map(String.init)),
      ("classWeights", "--class-weights", classWeights), ("validation", "--validation", validation),
      ("unstratified", "--unstratified", unstratified ? "true" : nil),
      ("checkpointEvery", "--checkpoint-every", checkpointEvery.map(String.init)),
    ] {
      guard let text else { continue }
      request.set(key, text, option: text == "true" ? option : "\(option) \(text)")
    }
    if !callbacks.isEmpty { request.set("callbacks", callbacks, option: "--callback") }
    if !augmentation.isEmpty { request.set("augmentation", augmentation, option: "--augment") }
    if let metrics { request.set("metrics", namesWithSettings(metrics), option: "--metrics") }
    for (key, value) in try parseAssignments(assignments) { request.set(setting: key, value) }
    return request
  }

  /// The assignments of `--set` and `--dataset`.
  private var assignments: [String] { settings + (dataset.map { ["dataset=\($0)"] } ?? []) }

  /// An option that is given and means nothing to a sweep, which has settings and a seed.
  var optionForRecipes: String? {
    let given = [
      ("--config", config != nil), ("--dataset", dataset != nil), ("--data", data != nil),
      ("--epochs", epochs != nil), ("--batch-size", batchSize != nil),
      ("--callback", !callbacks.isEmpty), ("--metrics", metrics != nil),
      ("--augment", !augmentation.isEmpty), ("--clip", clip != nil),
      ("--accumulate", accumulate != nil), ("--class-weights", classWeights != nil),
      ("--validation", validation != nil), ("--unstratified", unstratified),
      ("--checkpoint-every", checkpointEvery != nil),
    ]
    return given.first(where: \.1)?.0
  }

  /// Whether anything is given that a run keeps as it began.
  var changesRun: Bool {
    !settings.isEmpty || dataset != nil || seed != nil || batchSize != nil || config != nil
      || !callbacks.isEmpty || metrics != nil || !augmentation.isEmpty || clip != nil
      || accumulate != nil || classWeights != nil || validation != nil || unstratified
  }
}

/// The names with settings of a list: `f1,topK:k=5,average=macro,auc` are three.
///
/// A comma ends a name unless `key=value` comes behind it.
func namesWithSettings(_ text: String) -> [String] {
  var names: [String] = []
  for part in text.split(separator: ",", omittingEmptySubsequences: false) {
    let colon = part.firstIndex(of: ":")
    if let equals = part.firstIndex(of: "="), colon.map({ $0 > equals }) ?? true,
      let last = names.indices.last
    {
      names[last] += (names[last].contains(":") ? "," : ":") + part
    } else {
      names.append(String(part))
    }
  }
  return names
}
