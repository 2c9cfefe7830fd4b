import Apus
import ArgumentParser
import Foundation

/// What `apus train` and its relatives can be told: a recipe, a file of settings, and options laid
/// over both.
struct TrainingArguments: ParsableArguments {
  @Argument(help: "The recipe: see `apus list recipes`.")
  var recipe: String?

  @Option(help: "A YAML file of settings; options go before what it says. See --print-config.")
  var config: String?

  @OptionGroup var source: RecipeOptions

  @Option(
    parsing: .unconditional, help: "Epochs in all, counted from the beginning, also with --resume.")
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "Examples a step: 1 learns online, 'full' from the whole set at once.")
  var batchSize: String?

  @OptionGroup var seed: SeedOption

  @Option(
    name: .customLong("callback"),
    help: ArgumentHelp(
      "What watches training: see `apus list callbacks`; may be given several times.",
      valueName: "name:key=value,…"))
  var callbacks: [String] = []

  @OptionGroup var metrics: MetricsOption

  @Option(
    name: .customLong("augment"),
    help: ArgumentHelp(
      "How images are changed: see `apus list augmentations`; may be given several times.",
      valueName: "name:key=value,…"))
  var augmentation: [String] = []

  @Option(
    parsing: .unconditional,
    help: "The limit of gradients: value=X, norm=X of each parameter, or globalNorm=X of all.")
  var clip: String?

  @Option(parsing: .unconditional, help: "Batches whose gradients make one update.")
  var accumulate: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      What examples count for: balanced, a number for each class, 1,2,0.5, or for some, cat=2,0=3.
      """,
      valueName: "weights"))
  var classWeights: String?

  @Option(
    parsing: .unconditional,
    help:
      """
      The share of the training set to validate on, in place of the test set; of your own data \
      also a file or folder.
      """
  )
  var validation: String?

  @Flag(help: "Leave out photographs that cannot be decoded; the same as --set damaged=skip.")
  var skipDamaged = false

  @Flag(
    help:
      """
      Leave photographs as they are stored, whatever their EXIF says; the same as --set \
      orientation=ignore.
      """
  )
  var ignoreOrientation = false

  @Flag(help: "Draw that share, or folds, without regard to classes.")
  var unstratified = false

  @OptionGroup var checkpoints: CheckpointOption

  func validate() throws {
    try positive(epochs, "--epochs")
    try positive(accumulate, "--accumulate")
  }

  /// The options laid over the file.
  func request() throws -> RunRequest {
    var request = try config.map { try RunRequest(contentsOf: $0) } ?? RunRequest()
    if let recipe { request.set("recipe", recipe, option: "", isText: true) }
    if let data = source.data.folder { request.set("data", data, option: "--data", isText: true) }
    for (key, option, text) in [
      ("epochs", "--epochs", epochs.map(String.init)),
      ("batchSize", "--batch-size", batchSize), ("seed", "--seed", seed.value.map(String.init)),
      ("clip", "--clip", clip), ("accumulate", "--accumulate", accumulate.map(String.init)),
      ("classWeights", "--class-weights", classWeights), ("validation", "--validation", validation),
      ("unstratified", "--unstratified", unstratified ? "true" : nil),
      ("checkpointEvery", "--checkpoint-every", checkpoints.steps.map(String.init)),
    ] {
      guard let text else { continue }
      request.set(key, text, option: text == "true" ? option : "\(option) \(text)")
    }
    if !callbacks.isEmpty { request.set("callbacks", callbacks, option: "--callback") }
    if !augmentation.isEmpty { request.set("augmentation", augmentation, option: "--augment") }
    if let names = metrics.names { request.set("metrics", names, option: "--metrics") }
    for (key, value) in try source.assignments() { request.set(setting: key, value) }
    if skipDamaged { request.set(setting: "damaged", "skip") }
    if ignoreOrientation { request.set(setting: "orientation", "ignore") }
    return request
  }

  /// An option that is given and means nothing to a sweep, which has settings and a seed.
  var optionForRecipes: String? {
    let given = [
      ("--config", config != nil), ("--dataset", source.dataset != nil),
      ("--data", source.data.folder != nil),
      ("--epochs", epochs != nil), ("--batch-size", batchSize != nil),
      ("--callback", !callbacks.isEmpty), ("--metrics", metrics.list != nil),
      ("--augment", !augmentation.isEmpty), ("--clip", clip != nil),
      ("--accumulate", accumulate != nil), ("--class-weights", classWeights != nil),
      ("--validation", validation != nil), ("--unstratified", unstratified),
      ("--skip-damaged", skipDamaged), ("--ignore-orientation", ignoreOrientation),
      ("--checkpoint-every", checkpoints.steps != nil),
    ]
    return given.first(where: \.1)?.0
  }

  /// Whether anything is given that a run keeps as it began. Callbacks may change.
  var changesRun: Bool {
    !source.settings.isEmpty || source.dataset != nil || seed.value != nil || batchSize != nil
      || config != nil
      || metrics.list != nil || !augmentation.isEmpty || clip != nil
      || accumulate != nil || classWeights != nil || validation != nil || unstratified
      || skipDamaged || ignoreOrientation
  }
}
