import ApusCore
import ApusData
import ApusNN
import ApusTraining

/// A named, runnable system: data, model, training, and what to expect of it.
public struct Recipe: Sendable {
  /// The name in commands.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// The rows of the course's catalogue that it shows.
  public let rows: [String]
  /// The data sets that it may learn from; the first where the user names none.
  public let datasets: [NamedDataset]
  /// Epochs where the user asks for none.
  public let epochs: Int
  /// Examples a step where the user asks for none.
  public let batchSize: Int
  /// What the user may set.
  public let settings: [Setting]
  /// What is minimized.
  public var loss: Loss { makeLoss() }
  /// What is drawn of the trained model, beside the curves.
  public let pictures: [Picture]
  /// What training gives, with the command's defaults.
  public let expectation: String
  private let makeLoss: @Sendable () -> Loss
  private let shape: Shape?
  private let layers: @Sendable (SettingValues, NamedDataset) -> [any Layer]

  /// A recipe for any of `datasets`, whose examples take the shape `inputShape`, or keep their own
  /// where that is nil.
  init(
    name: String, summary: String, rows: [String], datasets: [NamedDataset],
    inputShape: Shape? = nil, epochs: Int, batchSize: Int, optimizer: String,
    learningRate: String, rateDecay: String = "0",
    settings: [Setting] = [],
    loss: @autoclosure @escaping @Sendable () -> Loss =
      .sparseCategoricalCrossEntropy(fromLogits: true),
    pictures: [Picture] = [], expectation: String,
    layers: @escaping @Sendable (SettingValues, NamedDataset) -> [any Layer]
  ) {
    require(!datasets.isEmpty, "\(name): no data set; there must be at least one")
    self.name = name
    self.summary = summary
    self.rows = rows
    self.datasets = datasets
    shape = inputShape
    self.epochs = epochs
    self.batchSize = batchSize
    let dataset = Setting(
      "dataset", .choice(datasets.map(\.name)), default: datasets[0].name, "what it learns from")
    let precision = Setting(
      "precision", .choice(ProductPrecision.allCases.map(\.rawValue)), default: "float32",
      "what products and convolutions round their operands to; weights stay float32")
    self.settings =
      [dataset, precision]
      + OptimizerSettings.settings(
        optimizer: optimizer, learningRate: learningRate, rateDecay: rateDecay) + settings
    makeLoss = loss
    self.pictures = pictures
    self.expectation = expectation
    self.layers = layers
  }

  /// All recipes, in the order of the catalogue.
  public static let all: [Recipe] = [
    .quickstart, .perceptron, .adaline, .mlpClassic, .mlpExplicit, .rbf, .svm, .xor,
    .mnistMLP, .deepBigSimple, .shallowCNN, .lenet5, .cifarCNN,
  ]

  /// The recipe of that name.
  ///
  /// - Parameter others: what else could have been meant.
  /// - Throws: ``RecipeError`` where there is none, naming the nearest.
  public static func named(_ name: String, or others: [String] = []) throws -> Recipe {
    guard let recipe = all.first(where: { $0.name == name }) else {
      if Sweep.named(name) != nil {
        throw RecipeError(
          "\(name) is a sweep, which makes a table, and no recipe: apus train \(name)")
      }
      let names = all.map(\.name) + others
      throw RecipeError("unknown recipe '\(name)'\(suggestion(for: name, among: names))")
    }
    return recipe
  }

  /// Whether softmax makes probabilities of the model's outputs, which are scores otherwise.
  public var givesProbabilities: Bool { loss.name == "sparseCategoricalCrossEntropy" }

  /// The data set that it learns from where the user names none.
  public var dataset: NamedDataset { datasets[0] }

  /// The data set that these settings name.
  public func dataset(_ values: SettingValues) -> NamedDataset {
    datasets.first { $0.name == values.text("dataset") } ?? dataset
  }

  /// The shape of one example of ``dataset`` as the model takes it.
  public var inputShape: Shape { shape ?? dataset.featureShape }

  /// The shape of one example as the model of these settings takes it.
  public func inputShape(_ values: SettingValues) -> Shape {
    shape ?? dataset(values).featureShape
  }

  /// The model with these settings; its parameters are made at first use.
  public func makeModel(_ values: SettingValues) -> Sequential {
    Sequential(layers(values, dataset(values)))
  }

  /// The optimizer with these settings, without its schedule.
  ///
  /// - Throws: ``RecipeError`` where the optimizer does not have a setting that was given.
  public func makeOptimizer(_ values: SettingValues) throws -> any Optimizer {
    try OptimizerSettings.optimizer(values)
  }

  /// The schedule of the optimizer's rate for epochs of so many updates; nil where the rate stays.
  ///
  /// - Throws: ``RecipeError`` where the schedule does not have a setting that was given.
  public func makeSchedule(
    _ values: SettingValues, updatesPerEpoch: Int
  ) throws -> (any LearningRateSchedule)? {
    try OptimizerSettings.schedule(values, updatesPerEpoch: updatesPerEpoch)
  }

  /// The data set, shaped for the model.
  ///
  /// - Parameters:
  ///   - values: the settings, which name it; nil: ``dataset``.
  ///   - folder: where to look first.
  ///   - progress: told how far a download is.
  /// - Throws: ``DataError`` where it cannot be found or read.
  public func load(
    _ values: SettingValues? = nil, given folder: String? = nil,
    progress: RemoteFile.Progress = { _, _, _ in }
  ) throws -> DatasetSplits {
    let set = values.map(dataset) ?? dataset
    let splits = try set.load(given: folder, progress: progress)
    let shape = shape ?? set.featureShape
    return DatasetSplits(
      train: splits.train.reshaped(to: shape), test: splits.test.reshaped(to: shape))
  }
}
