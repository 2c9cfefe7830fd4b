import Apus
import ArgumentParser
import Foundation

/// `apus predict`
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Answers to images, rows of tables, numbers or arrays with a trained model.",
    discussion: """
      Images are PNG or JPEG files; they are scaled to the model's size and turned grey where it \
      takes grey ones. Models of MNIST and strokes expect light strokes on a dark ground. A folder \
      stands for all images in it, - for what the lines of standard input name, and x.npy for the \
      examples along its first axis. A model that takes a few numbers reads them separated by \
      commas; one of tables reads CSV files:

        apus predict runs/digits seven.png eight.png --top 3
        apus predict runs/photos holiday/ --out answers.csv
        find . -name '*.jpg' | apus predict runs/photos - --json
        apus predict runs/houses new.csv
        apus predict runs/xor 0,1

      Networks of any inputs and outputs take arrays by name, and write each output as a file of \
      its own into a folder:

        apus predict detector.onnx --input images=x.npy --out found

      With --samples the model answers so many times with dropout active. What it answers on \
      average is shown with the standard deviation of each probability, the entropy of the \
      average, and how much of that comes from the answers' disagreement (mutual information), \
      both in nats.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder, a model.safetensors file, or one of ONNX or Keras.", valueName: "run"))
  var path: String

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "Images, folders, .npy or CSV files, numbers separated by commas, or - for a list.",
      valueName: "inputs"))
  var givenInputs: [String] = []

  @Option(parsing: .unconditional, help: "How many classes to name.")
  var top = 5

  @Option(
    parsing: .unconditional,
    help: "How often the model answers with dropout active, to show how sure it is.")
  var samples: Int?

  @OptionGroup var arrays: ArrayOptions

  @Option(
    help:
      """
      Write the answers into this file, .csv, .npy or .png; with --input: the outputs into this \
      folder.
      """
  )
  var out: String?

  @Option(parsing: .unconditional, help: "How many inputs the model answers to at once.")
  var batchSize = 64

  @Flag(help: "Leave photographs as they are stored, whatever orientation their EXIF says.")
  var ignoreOrientation = false

  @OptionGroup var foreign: ForeignOptions

  @OptionGroup var json: JSONOption

  /// What to predict from.
  var inputs: [String] { values(of: givenInputs) }

  func validate() throws {
    try checkOptions(givenInputs)
    if inputs.isEmpty, arrays.inputs.isEmpty {
      throw ValidationError("Missing expected argument '<inputs> ...'")
    }
  }

  func run() throws {
    try positive(top, "--top")
    if !arrays.inputs.isEmpty { return try predictArrays() }
    try positive(batchSize, "--batch-size")
    try positive(samples, "--samples", atMost: 10_000)
    let (options, isForeign) = (try foreign.options(), foreign.given.values.contains(true))
    // Classifiers are read once, by ModelFile.
    if !isForeign, let trained = try TrainedModel.load(path, skippingClassifiers: true) {
      guard samples == nil else {
        throw UsageError("--samples is for classifiers; \(path) is of \(trained.recipe.name)")
      }
      guard !ignoreOrientation else {
        throw UsageError("--ignore-orientation is of photographs; \(path) takes none")
      }
      guard let predictor = try trained.makePredictor() else {
        throw UsageError(
          """
          \(path) is of \(trained.recipe.name), whose networks take several inputs or none: give \
          arrays by name, --input NAME=FILE.npy
          """
        )
      }
      return try predict(by: predictor)
    }
    let (file, model) = try ModelFile.load(path, options: options)
    try predict(
      by: ModelPredictor(
        file, model, from: path, top: top, samples: samples,
        ignoresOrientation: ignoreOrientation))
  }
}
