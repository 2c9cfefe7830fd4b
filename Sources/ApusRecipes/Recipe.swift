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
  /// The data set it learns from.
  public let dataset: NamedDataset
  /// The shape of one example as the model takes it.
  public let inputShape: Shape
  /// Epochs where the user asks for none.
  public let epochs: Int
  /// Examples a step where the user asks for none.
  public let batchSize: Int
  /// What the user may set.
  public let settings: [Setting]
  /// What training gives, with the command's defaults.
  public let expectation: String
  let layers: @Sendable (SettingValues) -> [any Layer]

  init(
    name: String, summary: String, rows: [String], dataset: NamedDataset, inputShape: Shape,
    epochs: Int, batchSize: Int, optimizer: String, learningRate: String, rateDecay: String = "0",
    settings: [Setting] = [], expectation: String,
    layers: @escaping @Sendable (SettingValues) -> [any Layer]
  ) {
    self.name = name
    self.summary = summary
    self.rows = rows
    self.dataset = dataset
    self.inputShape = inputShape
    self.epochs = epochs
    self.batchSize = batchSize
    self.settings =
      OptimizerSettings.settings(
        optimizer: optimizer, learningRate: learningRate, rateDecay: rateDecay) + settings
    self.expectation = expectation
    self.layers = layers
  }

  /// All recipes, in the order of the catalogue.
  public static let all: [Recipe] = [.quickstart, .xor, .mnistMLP, .lenet5, .cifarCNN]

  /// The recipe of that name.
  ///
  /// - Throws: ``RecipeError`` where there is none, naming the nearest.
  public static func named(_ name: String) throws -> Recipe {
    guard let recipe = all.first(where: { $0.name == name }) else {
      throw RecipeError("unknown recipe '\(name)'\(suggestion(for: name, among: all.map(\.name)))")
    }
    return recipe
  }

  /// The model with these settings; its parameters are made at first use.
  public func makeModel(_ values: SettingValues) -> Sequential { Sequential(layers(values)) }

  /// The optimizer with these settings, without its schedule.
  public func makeOptimizer(_ values: SettingValues) -> any Optimizer {
    OptimizerSettings.optimizer(values)
  }

  /// The schedule of the optimizer's rate for epochs of so many steps; nil where the rate stays.
  public func makeSchedule(
    _ values: SettingValues, stepsPerEpoch: Int
  ) -> (any LearningRateSchedule)? {
    OptimizerSettings.schedule(values, stepsPerEpoch: stepsPerEpoch)
  }

  /// What is minimized: cross-entropy of the class, from logits.
  public var loss: Loss { .sparseCategoricalCrossEntropy(fromLogits: true) }

  /// The data set, shaped for the model.
  ///
  /// - Parameter folder: where to look first.
  /// - Throws: ``DataError`` where it cannot be found or read.
  public func load(
    given folder: String? = nil, progress: RemoteFile.Progress = { _, _, _ in }
  ) throws -> DatasetSplits {
    let splits = try dataset.load(given: folder, progress: progress)
    return DatasetSplits(
      train: splits.train.reshaped(to: inputShape), test: splits.test.reshaped(to: inputShape))
  }
}
