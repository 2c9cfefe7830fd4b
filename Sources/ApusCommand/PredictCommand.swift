import Apus
import ArgumentParser
import Foundation

/// `apus predict`
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Names the most probable classes of images or numbers.",
    discussion: """
      Images are PNG or JPEG files; they are scaled to the model's size and turned grey where it takes grey ones. Models \
      of MNIST and strokes expect light strokes on a dark ground. A model that takes a few numbers reads them separated \
      by commas:

        apus predict runs/digits seven.png eight.png --top 3
        apus predict runs/xor 0,1

      Networks of any inputs and outputs take arrays by name, and write each output as a file of its own into a folder:

        apus predict detector.onnx --input images=x.npy --out found

      With --samples the model answers so many times with dropout active. What it answers on average is shown with \
      the standard deviation of each probability, the entropy of the average, and how much of that comes from the \
      answers' disagreement (mutual information), both in nats.
      """)

  @Argument(
    help: ArgumentHelp(
      "A run's folder, a model.safetensors file, or one of ONNX or Keras.", valueName: "run"))
  var path: String

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("Image files, or numbers separated by commas.", valueName: "inputs"))
  var givenInputs: [String] = []

  @Option(parsing: .unconditional, help: "How many classes to name.")
  var top = 5

  @Option(
    parsing: .unconditional,
    help: "How often the model answers with dropout active, to show how sure it is.")
  var samples: Int?

  @OptionGroup var arrays: ArrayOptions

  @Option(
    help: "Of rows of a table: write the answers to this CSV file; of arrays: the outputs' folder.")
  var out: String?

  @OptionGroup var foreign: ForeignOptions

  @OptionGroup var json: JSONOption

  private struct Guess: Encodable {
    let label: String
    /// Of a model that learned by the cross-entropy.
    let probability: Double?
    /// The output itself of any other.
    let score: Double?
    /// The probability's standard deviation over several answers.
    let deviation: Double?

    var text: String {
      guard let probability else { return String(format: "%.4f", score ?? .nan) }
      return String(format: "%.2f %%", 100 * probability)
        + (deviation.map { String(format: " ± %.2f %%", 100 * $0) } ?? "")
    }
  }

  private struct Answer: Encodable {
    let input: String
    let top: [Guess]
    /// What the answers of dropout say together.
    let entropy: Double?
    let mutualInformation: Double?

    private enum CodingKeys: String, CodingKey {
      case input, top, entropy
      case mutualInformation = "mutual_information"
    }
  }

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
    if let trained = try TrainedModel.load(path), let schema = TableData.schema(trained.facts) {
      return try predictRows(trained, schema)
    }
    let (file, model) = try ModelFile.load(path, options: foreign.options())
    try positive(samples, "--samples", atMost: 10_000)
    if file.meaning == .values { return try predictValues(file, model) }
    if samples != nil, !file.givesProbabilities {
      throw UsageError("--samples is for models that give probabilities; \(path) gives scores")
    }
    let shape = Shape(file.inputShape)
    for input in inputs {
      let features = try file.features(of: input)
      let example = features.reshaped(to: shape.inserting(1, at: 0))
      let isProbability = file.givesProbabilities
      let uncertainty = samples.map {
        PredictiveUncertainty.monteCarlo(model, example, samples: $0)
      }
      let outputs = uncertainty?.mean ?? Mode.inference { model(example) }
      let isMean = uncertainty != nil
      let scores = (isProbability && !isMean ? softmax(outputs, axis: -1) : outputs).doubles
      let isShare = isProbability || file.meaning == .labels
      let deviations = uncertainty?.variance.doubles.map { $0.squareRoot() }
      guard scores.allSatisfy(\.isFinite) else {
        throw FileError(
          path, "gives no number for \(input): its training diverged; train with a smaller rate")
      }
      let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
      let guesses = order.prefix(top).map { index in
        Guess(
          label: index < file.classes.count ? file.classes[index] : "\(index)",
          probability: isShare ? scores[index] : nil,
          score: isShare ? nil : scores[index], deviation: deviations?[index])
      }
      let (entropy, information) = (uncertainty?.entropy.item, uncertainty?.mutualInformation.item)
      if json.isGiven {
        try printJSON(
          Answer(input: input, top: guesses, entropy: entropy, mutualInformation: information))
      } else {
        let rows = guesses.map { ["  \($0.label)", $0.text] }
        print("\(input.shownInOneLine)\n\(table(rows, right: [1]))")
        if let entropy, let information {
          print(String(format: "  entropy %.4f, of it disagreement %.4f", entropy, information))
        }
      }
    }
  }
}

extension PredictCommand {
  private struct Values: Encodable {
    let input: String
    let values: [Double]
  }

  /// The values that a model predicts, one line an input.
  private func predictValues(_ file: ModelFile, _ model: any Layer) throws {
    guard samples == nil else {
      throw UsageError("--samples is for models that give probabilities; \(path) gives values")
    }
    let shape = Shape(file.inputShape)
    var rows: [[String]] = []
    for input in inputs {
      let example = try file.features(of: input).reshaped(to: shape.inserting(1, at: 0))
      let values = Mode.inference { model(example) }.doubles
      if json.isGiven {
        try printJSON(Values(input: input, values: values))
      } else {
        rows.append([input.shownInOneLine] + values.map { "\(Float($0))" })
      }
    }
    if !json.isGiven { print(table(rows)) }
  }
}

extension ModelFile {
  /// An image file or a list of numbers as the model takes it.
  fileprivate func features(of input: String) throws -> Tensor {
    let count = inputShape.reduce(1, *)
    if inputShape.count == 1, count < 64 {
      let numbers = input.split(separator: ",", omittingEmptySubsequences: false).map {
        Float($0.trimmingCharacters(in: .whitespaces))
      }
      let values = numbers.compactMap { $0 }
      guard values.count == numbers.count, values.count == count, values.allSatisfy(\.isFinite)
      else {
        throw UsageError("input '\(input)': expected \(count) numbers separated by commas")
      }
      return Tensor(values)
    }
    let shape = imageShape
    guard [1, 3].contains(shape[2]), shape.reduce(1, *) == count else {
      throw UsageError("the model takes examples of \(inputShape), which are no images")
    }
    if let form = ImageFolderData.Form(facts) {
      return Tensor(try ImageFile.read(input, fitting: form.fitting).floats, shape: Shape(shape))
    }
    let image = try ImageFile.read(input)
    return Tensor(image.fitted(to: shape).floats, shape: Shape(shape))
  }

  /// [height, width, channels] of the images behind the model's input: a flat input is a square grey image.
  private var imageShape: [Int] {
    if inputShape.count == 3 { return inputShape }
    let side = Int(Double(inputShape.reduce(1, *)).squareRoot())
    return [side, side, 1]
  }
}
