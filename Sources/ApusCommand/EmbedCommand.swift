import Apus
import ArgumentParser
import Foundation

/// `apus embed`
struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Draws a map of examples by the features that a trained model has learned.",
    discussion: """
      The features are what the last layer with parameters takes in. They are laid out in a plane \
      by t-SNE, which keeps neighbours together, or along the two principal components.

      Example:
        apus embed runs/digits --out map.png
      """)

  /// How features become places in a plane.
  enum Method: String, CaseIterable, ExpressibleByArgument { case tsne, pca }

  @Argument(help: ArgumentHelp("A run's folder or a model.safetensors file.", valueName: "run"))
  var path: String

  @Option(help: "How: tsne or pca.")
  var method = Method.tsne

  @Option(help: "The picture, .svg or .png.")
  var out: String

  @OptionGroup var source: ModelDataOptions

  @Option(parsing: .unconditional, help: "How many examples of the test set, 4 to 5000.")
  var examples = 1000

  @Option(
    parsing: .unconditional,
    help:
      """
      Of t-SNE: about how many neighbours an example has; 30, or a third of few examples, by \
      default.
      """
  )
  var perplexity: Double?

  @OptionGroup var colours: ThemeOption

  @OptionGroup var json: JSONOption

  private struct Output: Encodable {
    let method: String
    let examples: Int
    let features: Int
    let trustworthiness: Double
    let divergence: Double?
    let out: String
  }

  func run() throws {
    try checkPicture(out, "--out")
    guard 4...5000 ~= examples else {
      throw UsageError("--examples \(examples): expected 4 to 5000")
    }
    if let perplexity {
      guard perplexity >= 1, perplexity.isFinite else {
        throw UsageError("--perplexity \(perplexity): expected 1 or more")
      }
      guard method == .tsne else { throw UsageError("--perplexity is of --method tsne alone") }
    }
    let theme = try colours.theme()
    let (model, shape, test, recipe, name) = try learned()
    let count = min(examples, test.count)
    guard count >= 4 else { throw UsageError("\(name) has only \(count) test examples") }
    // Few examples have no thirty neighbours.
    let most = Double(count - 1) / 3
    if let perplexity, perplexity > most {
      // Rounded down, so that it is taken.
      let limit = String(format: "%g", (most * 100).rounded(.down) / 100)
      throw UsageError(
        """
        --perplexity \(perplexity): expected at most \(limit), a third of \(count) examples but one
        """
      )
    }
    let batch = try test.batch(at: Array(0..<count)[...])
    let features = try features(of: batch, model, shape)
    let map = method == .tsne ? TSNE(features, perplexity: perplexity ?? min(30, most)) : nil
    let points = map?.points ?? PrincipalComponents(features, count: 2).project(features)
    let axes =
      map == nil
      ? ["first principal component", "second principal component"]
      : ["t-SNE, first coordinate", "t-SNE, second coordinate"]
    var chart = Chart.embedding(
      points, labels: batch.labels.doubles.map { Int($0) }, classNames: test.classNames,
      title: "\(recipe) on \(name): \(features.shape[1]) features of \(count) examples",
      x: axes[0], y: axes[1])
    chart.theme = theme
    try chart.write(to: out)
    let neighbours = min(5, (count - 1) / 2)
    let trust = trustworthiness(of: points, for: features, neighbours: neighbours)
    if json.isGiven {
      try printJSON(
        Output(
          method: method.rawValue, examples: count, features: features.shape[1],
          trustworthiness: trust, divergence: map?.divergence, out: out))
    } else {
      print(
        """
        \(out): \(count) examples by \(features.shape[1]) features; trustworthiness \
        \(String(format: "%.3f", trust))
        """
      )
    }
  }

  /// The model, the shape of its examples, those to show, and what both are called.
  private func learned() throws -> (
    model: any Layer, shape: Shape, test: any Dataset, recipe: String, name: String
  ) {
    guard let trained = try TrainedModel.load(path) else {
      let (file, model) = try ModelFile.load(path)
      let (test, set) = try source.loadTest(for: file, at: path)
      return (model, Shape(file.inputShape), test, file.recipe, set.name)
    }
    guard let learner = trained.learner as? SupervisedLearner, trained.facts.inputs.count == 1,
      !trained.facts.classNames.isEmpty
    else {
      throw UsageError(
        "embed is for classifiers of one input; \(path) was trained by \(trained.recipe.name)")
    }
    let test = try source.loadTest(for: trained, at: path)
    let name = (source.data.folder ?? trained.facts.name) as NSString
    return (
      learner.model, trained.facts.inputShape, test, trained.recipe.name, name.lastPathComponent
    )
  }

  /// The features before the last layer, [examples, features].
  private func features(of batch: Batch, _ model: any Layer, _ shape: Shape) throws -> Tensor {
    var parts: [Tensor] = []
    for first in stride(from: 0, to: batch.count, by: 256) {
      let end = min(first + 256, batch.count)
      let input = batch.features.sliced(axis: 0, from: first, to: end)
        .reshaped(to: shape.inserting(end - first, at: 0))
      let found = withoutDerivatives { Mode.inference { model.lastFeatures(input) } }
      guard let found else {
        throw FileError(path, "has no last layer with parameters whose input could be shown")
      }
      parts.append(found.reshaped(to: [end - first, found.elementCount / (end - first)]))
    }
    let features = Tensor.concatenated(parts, axis: 0)
    guard features.shape[1] > 1 else {
      throw FileError(path, "has one feature before its last layer; a map needs two or more")
    }
    guard features.floats.allSatisfy(\.isFinite) else {
      throw FileError(
        path, "gives no numbers: its training diverged; train it with a smaller rate")
    }
    return features
  }
}
