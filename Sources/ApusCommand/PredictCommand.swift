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
      """)

  @Argument(
    help: ArgumentHelp("A run's folder or a model.safetensors file.", valueName: "run"))
  var path: String

  @Argument(help: "Image files, or numbers separated by commas.")
  var inputs: [String]

  @Option(help: "How many classes to name.")
  var top = 5

  @Flag(help: "Print a line of JSON for each input.")
  var json = false

  private struct Guess: Encodable {
    let label: String
    /// Of a model that learned by the cross-entropy.
    let probability: Double?
    /// The output itself of any other.
    let score: Double?

    var text: String {
      probability.map { String(format: "%.2f %%", 100 * $0) }
        ?? String(format: "%.4f", score ?? .nan)
    }
  }

  private struct Answer: Encodable {
    let input: String
    let top: [Guess]
  }

  func run() throws {
    try positive(top, "--top")
    let (file, model) = try ModelFile.load(path)
    let shape = Shape(file.inputShape)
    for input in inputs {
      let features = try file.features(of: input)
      let outputs = Mode.inference { model(features.reshaped(to: shape.inserting(1, at: 0))) }
      let isProbability = file.givesProbabilities
      let scores = (isProbability ? softmax(outputs, axis: -1) : outputs).doubles
      guard scores.allSatisfy(\.isFinite) else {
        throw FileError(
          path, "gives no number for \(input): its training diverged; train with a smaller rate")
      }
      let order = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }
      let guesses = order.prefix(top).map { index in
        Guess(
          label: index < file.classes.count ? file.classes[index] : "\(index)",
          probability: isProbability ? scores[index] : nil,
          score: isProbability ? nil : scores[index])
      }
      if json {
        try printJSON(Answer(input: input, top: guesses))
      } else {
        let rows = guesses.map { ["  \($0.label)", $0.text] }
        print("\(input)\n\(table(rows, right: [1]))")
      }
    }
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
