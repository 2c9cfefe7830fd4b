import Apus
import ArgumentParser
import Foundation

/// `apus quickstart`
struct QuickstartCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quickstart",
    abstract: "Trains a small network on drawn digits, shows its curves, saves it and predicts.",
    discussion: "Needs no files and no network: the program draws the digits itself.")

  @OptionGroup var out: OutOption

  @Option(parsing: .unconditional, help: "Epochs.")
  var epochs: Int?

  @OptionGroup var seed: SeedOption

  @OptionGroup var json: JSONOption

  func run() throws {
    try positive(epochs, "--epochs")
    let recipe = Recipe.quickstart
    let experiment = try Experiment(
      recipe, seed: seed.value ?? 0, epochs: epochs,
      out: out.folder ?? defaultFolder(for: recipe.name))
    try experiment.prepare()
    let data = try experiment.loadData()
    if !json.isGiven {
      print("Apus \(apusVersion): a convolutional network learns to read digits.\n")
      if let model = experiment.trainer?.model, let facts = experiment.facts {
        print(model.summary(facts.inputShape))
      }
      print()
    }
    let history = try execute(experiment, data, json: json.isGiven)
    if json.isGiven { return }
    print("\naccuracy by epoch")
    print(barChart(history["val_accuracy"]))
    let (_, model) = try ModelFile.load(experiment.folder.path)
    let batch = try data.test.batch(at: [0, 1, 2])
    let logits = Mode.inference { model(batch.features) }
    let guesses = logits.argmax(axis: -1).doubles.map { Int($0) }
    print("\nthree digits it has never seen, and what the saved model reads:\n")
    print(pictures(batch.features))
    print(guesses.map { label in "reads \(data.test.classNames[label])".padded(to: 30) }.joined())
    let path = experiment.folder.path
    print(
      """

      What next:
        apus evaluate \(path)
        apus runs show \(path)
        apus list
      """)
  }

  /// A bar an epoch, from 0 to 1.
  private func barChart(_ values: [Double]) -> String {
    values.enumerated().map { index, value in
      let filled = Int((value * 50).rounded())
      let bar =
        String(repeating: "█", count: filled) + String(repeating: "·", count: max(0, 50 - filled))
      return String(format: "%3d ", index + 1) + bar + String(format: " %.2f %%", 100 * value)
    }.joined(separator: "\n")
  }

  /// Grey images [n, 28, 28, 1] side by side as text, two rows a line.
  private func pictures(_ images: Tensor) -> String {
    let (height, width) = (images.shape[1], images.shape[2])
    let values = images.floats
    return stride(from: 0, to: height, by: 2).map { row in
      (0..<images.shape[0]).map { image in
        (0..<width).map { column -> Character in
          let top = values[(image * height + row) * width + column] > 0.4
          let bottom = row + 1 < height && values[(image * height + row + 1) * width + column] > 0.4
          return top ? (bottom ? "█" : "▀") : (bottom ? "▄" : " ")
        }
      }.map { String($0).padded(to: 30) }.joined()
    }.joined(separator: "\n")
  }
}

extension String {
  /// The text with spaces behind it, `count` characters in all.
  fileprivate func padded(to count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
