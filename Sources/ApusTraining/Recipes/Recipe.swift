import ApusCore
import ApusData
import ApusNN

/// A named, runnable system: where its data comes from, what learns, how it is used, and what to
/// expect of it.
///
/// One of your own is trained, resumed, searched and judged by a command of your own, as those of
/// the library are:
///
/// ```
/// let recipe = Recipe(
///   name: "autoencoder", summary: "a denoising autoencoder on strokes",
///   data: NamedSets([.strokes]), epochs: 5, batchSize: 64
/// ) { request in Autoencoder(size: request.facts.inputShape.elementCount) }
/// ```
public struct Recipe: Sendable {
  /// The name in commands.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// The rows of the course's catalogue that it shows.
  public let rows: [String]
  /// Where its examples come from.
  public let data: any RecipeData
  /// Epochs where the user asks for none.
  public let epochs: Int
  /// Examples a step where the user asks for none.
  public let batchSize: Int
  /// What the user may set.
  public let settings: [Setting]
  /// What training gives; see ``Expectation``.
  public let expectations: [Expectation]
  /// How a model with a loss is made, for recipes that learn from labels.
  public let supervision: Supervision?
  /// Whether the user may choose the optimizer.
  let hasOptimizerSettings: Bool
  private let makeLearner: @Sendable (LearnerRequest) throws -> any Learner
  private let makeSource: (@Sendable (any Learner, LearnerRequest) throws -> any Source)?
  private let makeOwnPredictor: (@Sendable (any Learner, LearnerRequest) throws -> any Predictor)?

  /// A recipe of any learner.
  ///
  /// - Parameters:
  ///   - data: where examples come from.
  ///   - settings: what the user may set, beside what the data has.
  ///   - source: where batches come from instead of a data set: a stream, an environment, a replay
  ///     buffer.
  ///   - predictor: what the trained learner answers to `apus predict`; nil: what its first result
  ///     network makes of images, numbers or arrays.
  ///   - learner: what learns.
  public init(
    name: String, summary: String, rows: [String] = [], data: any RecipeData = NoData(),
    epochs: Int, batchSize: Int = 32, settings: [Setting] = [], expectations: [Expectation] = [],
    source: (@Sendable (any Learner, LearnerRequest) throws -> any Source)? = nil,
    predictor: (@Sendable (any Learner, LearnerRequest) throws -> any Predictor)? = nil,
    learner: @escaping @Sendable (LearnerRequest) throws -> any Learner
  ) {
    self.name = name
    self.summary = summary
    self.rows = rows
    self.data = data
    self.epochs = epochs
    self.batchSize = batchSize
    self.settings = data.settings + settings
    self.expectations = expectations
    supervision = nil
    hasOptimizerSettings = false
    makeSource = source
    makeOwnPredictor = predictor
    makeLearner = learner
  }

  /// A recipe of a model that learns from labels, whose optimizer, precision and metrics the user
  /// chooses.
  public init(
    name: String, summary: String, rows: [String] = [], data: any RecipeData, epochs: Int,
    batchSize: Int = 32, optimizer: String, learningRate: String, rateDecay: String = "0",
    settings: [Setting] = [], expectations: [Expectation] = [], supervision: Supervision
  ) {
    self.name = name
    self.summary = summary
    self.rows = rows
    self.data = data
    self.epochs = epochs
    self.batchSize = batchSize
    let precision = Setting(
      "precision", .choice(ProductPrecision.allCases.map(\.rawValue)), default: "float32",
      "what products and convolutions round their operands to; weights stay float32")
    self.settings =
      data.settings + [precision]
      + OptimizerSettings.settings(
        optimizer: optimizer, learningRate: learningRate, rateDecay: rateDecay) + settings
    self.expectations = expectations
    self.supervision = supervision
    hasOptimizerSettings = true
    makeSource = nil
    makeOwnPredictor = nil
    makeLearner = { try supervision.learner($0) }
  }

  /// What learns, for these settings and this data.
  ///
  /// - Throws: ``RecipeError`` where settings do not go together.
  public func makeLearner(_ request: LearnerRequest) throws -> any Learner {
    try makeLearner(request)
  }

  /// Where batches come from instead of a data set; nil for the data set's.
  package func makeSource(_ learner: any Learner, _ request: LearnerRequest) throws -> (any Source)?
  {
    try makeSource?(learner, request)
  }

  /// What a trained learner of this recipe answers to inputs; nil where its networks take none.
  ///
  /// - Throws: what the recipe's own predictor throws.
  public func makePredictor(
    _ learner: any Learner, _ request: LearnerRequest
  ) throws -> (any Predictor)? {
    if let makeOwnPredictor { return try makeOwnPredictor(learner, request) }
    if let schema = TableData.schema(request.facts),
      let model = learner.networks.first?.module as? any Layer
    {
      return TablePredictor(model, schema)
    }
    return NetworkPredictor(learner, request.facts)
  }

  /// Whether batches come from elsewhere than a data set.
  package var hasOwnSource: Bool { makeSource != nil }

  /// What is minimized and how models are made.
  ///
  /// - Throws: ``RecipeError`` for a recipe that does not learn from labels.
  public func supervised() throws -> Supervision {
    guard let supervision else {
      throw RecipeError(
        "\(name) does not learn from labels by one loss; this command is for recipes that do")
    }
    return supervision
  }
}

/// What a learner is made for.
public struct LearnerRequest {
  /// The recipe's settings.
  public var settings: SettingValues
  /// What is known of the data.
  public var facts: DataFacts
  /// What is measured beside losses.
  public var metrics: [MetricKind]
  /// How gradients are shortened.
  public var clipping: GradientClipping?
  /// Whether examples are mixed, so that labels are shares of classes.
  public var mixesExamples: Bool
  /// Where first weights, dropout and noise are drawn from.
  public var generator: RandomGenerator

  /// A request with these settings and facts.
  public init(
    _ settings: SettingValues, _ facts: DataFacts, metrics: [MetricKind] = [],
    clipping: GradientClipping? = nil, mixesExamples: Bool = false,
    generator: RandomGenerator = .current
  ) {
    self.settings = settings
    self.facts = facts
    self.metrics = metrics
    self.clipping = clipping
    self.mixesExamples = mixesExamples
    self.generator = generator
  }
}

/// No data but what a learner makes itself.
public struct NoData: RecipeData {
  /// No data.
  public init() {}
  /// None.
  public let settings: [Setting] = []
  /// False.
  public func readsFiles(_ settings: SettingValues) -> Bool { false }
  /// No fields.
  public func expectedFacts(_ settings: SettingValues) -> DataFacts? { DataFacts(inputs: []) }
  /// Nothing.
  public func load(_ request: DataRequest) throws -> LoadedData {
    let nothing = TensorDataset(features: [], shape: [1], values: [], valueShape: [1])
    return LoadedData(DatasetSplits(train: nothing, test: nothing), DataFacts(inputs: []))
  }
}
