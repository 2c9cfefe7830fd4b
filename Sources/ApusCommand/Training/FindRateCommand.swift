import Apus
import ArgumentParser
import Foundation

/// `apus lr-find`
struct FindRateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lr-find",
    abstract: "Looks for a learning rate: trains a recipe for some steps at growing rates.",
    discussion: """
      The loss falls while the rate is small enough and turns upwards where it is too large; a \
      tenth of that rate is suggested. Nothing is kept of the training.

      Example:
        apus lr-find mnist-mlp --plot rates.svg
      """)

  @Argument(help: "The recipe: see `apus list recipes`.")
  var recipe: String

  @OptionGroup var source: RecipeOptions

  @Option(parsing: .unconditional, help: "The first rate.")
  var from = 1e-6

  @Option(parsing: .unconditional, help: "The last rate.")
  var to = 10.0

  @Option(parsing: .unconditional, help: "Steps at most.")
  var steps = 200

  @Option(parsing: .unconditional, help: "Examples a step; by default the recipe's.")
  var batchSize: Int?

  @OptionGroup var seed: SeedOption

  @Option(help: "Write the curve to this file, .svg or .png.")
  var plot: String?

  @OptionGroup var json: JSONOption

  private struct Output: Encodable {
    let suggestion: Double
    let turningPoint: Double
    let rates: [Double]
    let losses: [Double]

    private enum CodingKeys: String, CodingKey {
      case suggestion, rates, losses
      case turningPoint = "turning_point"
    }
  }

  func validate() throws {
    try positive(batchSize, "--batch-size")
    try positive(steps, "--steps", atLeast: 2, atMost: 1_000_000)
    guard from > 0, from.isFinite else {
      throw ValidationError("--from \(from): expected a rate above 0")
    }
    guard to > from, to.isFinite else {
      throw ValidationError("--to \(to): expected a rate above --from \(from)")
    }
  }

  func run() throws {
    let (recipe, seed) = (try Recipe.named(recipe), seed.value ?? 0)
    if let plot { try checkPicture(plot, "--plot") }
    let values = try SettingValues(try source.chosen.assignments(), for: recipe.settings)
    let loaded = try recipe.data.load(
      DataRequest(values, path: source.data.folder, seed: seed, progress: showDownload))
    let train = loaded.splits.train
    let supervision = try recipe.supervised()
    let trainer = Trainer(
      supervision.model(values, loaded.facts), optimizer: try recipe.makeOptimizer(values),
      loss: supervision.loss(values, loaded.facts),
      generator: RandomGenerator(seed: seed))
    try trainer.adaptScaling(to: train)
    let test = try trainer.learningRateRangeTest(
      on: train, from: from, to: to, steps: steps, batchSize: batchSize ?? recipe.batchSize,
      seed: seed)
    if let plot { try test.chart.write(to: plot) }
    if json.isGiven {
      try printJSON(
        Output(
          suggestion: test.suggestion, turningPoint: test.turningPoint,
          rates: test.points.map(\.rate), losses: test.points.map(\.loss)))
    } else {
      let rate = String(format: "%.2g", test.suggestion)
      print(
        """
        the loss is least at a rate of \(String(format: "%.2g", test.turningPoint)), after \
        \(test.points.count) steps
        """
      )
      print("a tenth of it: apus train \(recipe.name) --set learningRate=\(rate)")
    }
  }
}
