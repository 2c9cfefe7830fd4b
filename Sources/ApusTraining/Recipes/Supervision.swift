import ApusCore
import ApusData
import ApusNN

/// How a recipe that learns from labels makes its model, what it minimizes, and what is drawn of
/// it.
public struct Supervision: Sendable {
  /// What is drawn of the trained model, beside the curves.
  public let pictures: [Picture]
  private let makeLoss: @Sendable (SettingValues, DataFacts) -> Loss
  private let makeModel: @Sendable (SettingValues, DataFacts) -> any Layer

  /// - Parameters:
  ///   - loss: what is minimized.
  ///   - pictures: what is drawn of the trained model.
  ///   - layers: the model's layers, from the input on.
  public init(
    loss: @escaping @Sendable (SettingValues, DataFacts) -> Loss = { _, _ in
      .sparseCategoricalCrossEntropy(fromLogits: true)
    },
    pictures: [Picture] = [],
    layers: @escaping @Sendable (SettingValues, DataFacts) -> [any Layer]
  ) {
    self.init(loss: loss, pictures: pictures, model: { Sequential(layers($0, $1)) })
  }

  /// - Parameters:
  ///   - loss: what is minimized.
  ///   - pictures: what is drawn of the trained model.
  ///   - model: the model, which may have several inputs.
  public init(
    loss: @escaping @Sendable (SettingValues, DataFacts) -> Loss,
    pictures: [Picture] = [],
    model: @escaping @Sendable (SettingValues, DataFacts) -> any Layer
  ) {
    makeLoss = loss
    self.pictures = pictures
    makeModel = model
  }

  /// What is minimized.
  public func loss(_ settings: SettingValues, _ facts: DataFacts) -> Loss {
    makeLoss(settings, facts)
  }

  /// Whether softmax makes probabilities of the model's outputs, which are scores otherwise.
  public func givesProbabilities(_ settings: SettingValues, _ facts: DataFacts) -> Bool {
    loss(settings, facts).name == "sparseCategoricalCrossEntropy"
  }

  /// The model; its parameters are made at first use.
  public func model(_ settings: SettingValues, _ facts: DataFacts) -> any Layer {
    makeModel(settings, facts)
  }

  /// What trains the model.
  func learner(_ request: LearnerRequest) throws -> SupervisedLearner {
    let (settings, facts) = (request.settings, request.facts)
    return SupervisedLearner(
      model(settings, facts), optimizer: try OptimizerSettings.optimizer(settings),
      // The labels of mixed examples are shares of classes.
      loss: request.mixesExamples
        ? .categoricalCrossEntropy(fromLogits: true) : loss(settings, facts),
      metrics: request.metrics.map { $0.make() }, clipping: request.clipping,
      precision: ProductPrecision(rawValue: settings.text("precision")) ?? .float32,
      generator: request.generator)
  }
}

/// A picture of what a recipe's model learned, beside the curves that every run has.
public enum Picture: String, Sendable, CaseIterable {
  /// Which class the model gives to each part of the plane of the features.
  case decisionRegions = "decision-regions"
  /// The loss over two weights of the last layer.
  case errorSurface = "error-surface"
}

// MARK: Recipes of named sets

extension Recipe {
  /// A recipe for any of `datasets`, whose examples take the shape `inputShape`, or keep their own
  /// where that is nil.
  public init(
    name: String, summary: String, rows: [String], datasets: [NamedDataset],
    inputShape: Shape? = nil, epochs: Int, batchSize: Int, optimizer: String,
    learningRate: String, rateDecay: String = "0",
    settings: [Setting] = [],
    loss: @autoclosure @escaping @Sendable () -> Loss =
      .sparseCategoricalCrossEntropy(fromLogits: true),
    pictures: [Picture] = [], expectations: [Expectation] = [],
    layers: @escaping @Sendable (SettingValues, NamedDataset) -> [any Layer]
  ) {
    let sets = NamedSets(datasets, shape: inputShape)
    self.init(
      name: name, summary: summary, rows: rows, data: sets, epochs: epochs, batchSize: batchSize,
      optimizer: optimizer, learningRate: learningRate, rateDecay: rateDecay, settings: settings,
      expectations: expectations,
      supervision: Supervision(loss: { _, _ in loss() }, pictures: pictures) { values, _ in
        layers(values, sets.set(values))
      })
  }

  /// What is known of the data before it is read.
  ///
  /// - Throws: ``RecipeError`` where only the user's files say it.
  public func facts(_ settings: SettingValues) throws -> DataFacts {
    guard let facts = data.expectedFacts(settings) else {
      throw RecipeError("\(name) learns what its model is like from the data; give --data")
    }
    return facts
  }

  /// The data, shaped for the model.
  ///
  /// - Parameters:
  ///   - settings: the settings; nil for the defaults.
  ///   - path: where to look first.
  ///   - progress: told how far a download is.
  /// - Throws: ``DataError`` where it cannot be found or read.
  public func load(
    _ settings: SettingValues? = nil, given path: String? = nil,
    progress: @escaping RemoteFile.Progress = { _, _, _ in }
  ) throws -> DatasetSplits {
    let settings = try settings ?? SettingValues(for: self.settings)
    return try data.load(DataRequest(settings, path: path, progress: progress)).splits
  }

  /// The model with these settings; its parameters are made at first use.
  ///
  /// - Throws: ``RecipeError`` for a recipe that does not learn from labels, or only from the
  ///   user's files.
  public func makeModel(_ settings: SettingValues) throws -> any Layer {
    try supervised().model(settings, try facts(settings))
  }

  /// The shape of one example as the model of these settings takes it.
  ///
  /// - Throws: ``RecipeError`` where only the user's files say it.
  public func inputShape(_ settings: SettingValues) throws -> Shape {
    try facts(settings).inputShape
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
    guard hasOptimizerSettings else { return nil }
    return try OptimizerSettings.schedule(values, updatesPerEpoch: updatesPerEpoch)
  }

  /// Throws where the optimizer cannot be made of its settings.
  package func checkOptimizer(_ values: SettingValues) throws {
    if hasOptimizerSettings { _ = try OptimizerSettings.optimizer(values) }
  }

  /// Throws where the schedule cannot be made of its settings, or two settings would set the rate.
  package func checkSchedule(_ values: SettingValues) throws {
    if hasOptimizerSettings { try OptimizerSettings.checkSchedule(values) }
  }

  /// `assignments` and what follows from them.
  package func completed(_ assignments: [String: String]) -> [String: String] {
    hasOptimizerSettings ? OptimizerSettings.completed(assignments) : assignments
  }
}
