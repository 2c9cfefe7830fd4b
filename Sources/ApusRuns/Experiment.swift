import ApusCore
import ApusData
import ApusFiles
import ApusInterop
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

/// A recipe at work: made from the user's wishes or from a run on disk, it trains and writes the
/// run.
public final class Experiment {
  /// The recipe.
  public let recipe: Recipe
  /// Its settings.
  public let settings: SettingValues
  /// What is known of the data: what the recipe or the run says of it, and once it was read, what
  /// it holds.
  public private(set) var facts: DataFacts?
  /// What the run is told to do.
  public private(set) var configuration: RunConfiguration
  /// Where it is written.
  public let folder: RunFolder
  /// The form of the pictures that are drawn at the end of training.
  public var pictureFormat = PictureFormat.svg
  /// Where first weights, dropout and noise are drawn from.
  public let generator: RandomGenerator
  /// What learns; nil before the data was read that says what it is like.
  public private(set) var learner: (any Learner)?
  private let isResumed: Bool
  private let options: TrainingOptions
  /// What watches training.
  var callbacks: [any Callback]

  /// A new run of `recipe` in the folder `out`, which must not hold a run yet.
  ///
  /// - Throws: ``RecipeError`` for settings that are not valid.
  public convenience init(
    _ recipe: Recipe, settings: [String: String] = [:], seed: UInt64 = 0, epochs: Int? = nil,
    batchSize: Int? = nil, data: String? = nil, out: String
  ) throws {
    let values = try SettingValues(recipe.completed(settings), for: recipe.settings)
    let configuration = RunConfiguration(
      recipe: recipe.name, settings: values.values, seed: seed, epochs: epochs ?? recipe.epochs,
      batchSize: batchSize ?? recipe.batchSize, data: data.map(absolutePath))
    try recipe.checkOptimizer(values)
    try recipe.checkSchedule(values)
    try self.init(recipe, values, configuration, RunFolder(out), isResumed: false)
  }

  /// A new run as `request` asks for it, in the folder `out`, which must not hold a run yet.
  ///
  /// The team gets as many threads as the request names: the last bits depend on them.
  ///
  /// - Throws: ``FileError`` or ``RecipeError`` with the place of what is not valid.
  public convenience init(_ request: RunRequest, out: String) throws {
    let (recipe, values, configuration) = try request.resolved()
    setThreadCount(configuration.threads)
    try self.init(recipe, values, configuration, RunFolder(out), isResumed: false)
  }

  /// The run in the folder `path`, to go on until `epochs` epochs in all; what it was told stays
  /// otherwise.
  ///
  /// A callback that ended the run, such as early stopping, ends it again: leave it out of
  /// `callbacks` to train on.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - epochs: epochs in all; nil keeps their number.
  ///   - data: where the data set is now; nil where it was.
  ///   - callbacks: what watches from now on, as `TensorBoard:histogramEvery=1`; nil keeps what
  ///     did, `["none"]` nothing. Those that were there before remember what they knew.
  /// - Throws: ``FileError`` if the run does not exist, ``TrainingError`` where it has more epochs
  ///   already.
  public convenience init(
    resuming path: String, epochs: Int? = nil, data: String? = nil, callbacks: [String]? = nil
  ) throws {
    var changes = RunRequest()
    if let epochs { changes.set("epochs", "\(epochs)", option: "epochs") }
    if let data { changes.set("data", data, option: "data", isText: true) }
    if let callbacks { changes.set("callbacks", callbacks, option: "callbacks") }
    try self.init(resuming: path, changes: changes)
  }

  /// The run in the folder `path`, to go on with these changes: options that may change
  /// (``RunOption/mayChange``).
  ///
  /// - Throws: ``FileError`` if the run does not exist or keeps what a change would change,
  ///   ``TrainingError`` where it has more epochs already.
  public convenience init(resuming path: String, changes: RunRequest) throws {
    let folder = RunFolder(path)
    let configuration = try RunConfiguration(of: folder)
    guard RecipeRegistry.recipes.contains(where: { $0.name == configuration.recipe })
    else { throw FileError(path, TrainedModel.lacking(configuration.recipe)) }
    do {
      let recipe = try Recipe.known(configuration.recipe)
      let values = try SettingValues(configuration.settings, for: recipe.settings)
      var plan = RunPlan(
        recipe: recipe, settings: values,
        facts: configuration.facts ?? recipe.data.expectedFacts(values),
        configuration: configuration)
      for option in RunOption.all {
        guard let value = changes.values[option.key] else { continue }
        guard option.mayChange else {
          throw value.error("a run that goes on keeps its \(option.key); leave it out")
        }
        try plan.take(value, as: option)
      }
      if changes.has("epochs") {
        let (epochs, done) = (plan.configuration.epochs, try folder.epochsKept())
        guard epochs >= done else {
          throw TrainingError(
            """
            \(path) has \(done) epochs already, more than \(epochs); give --epochs \(done) or more
            """
          )
        }
      }
      try self.init(recipe, values, plan.configuration, folder, isResumed: true)
    } catch let error as ConfigurationError {
      throw FileError(folder.configurationFile, "is not of this version: \(error)")
    } catch let error as RecipeError {
      throw FileError(folder.configurationFile, "is not of this version: \(error)")
    }
  }

  private init(
    _ recipe: Recipe, _ values: SettingValues, _ configuration: RunConfiguration,
    _ folder: RunFolder, isResumed: Bool
  ) throws {
    self.recipe = recipe
    settings = values
    self.configuration = configuration
    self.folder = folder
    self.isResumed = isResumed
    let options = configuration.training ?? TrainingOptions()
    try options.check()
    self.options = options
    callbacks = try options.makeCallbacks()
    generator = RandomGenerator(seed: configuration.seed)
    facts = configuration.facts ?? recipe.data.expectedFacts(values)
    if let facts { learner = try makeLearner(facts) }
  }

  private func makeLearner(_ facts: DataFacts) throws -> any Learner {
    try RandomGenerator.with(generator) {
      try recipe.makeLearner(try request(facts))
    }
  }

  private func request(_ facts: DataFacts) throws -> LearnerRequest {
    LearnerRequest(
      settings, facts,
      metrics: try recipe.supervision.map {
        try options.makeMetrics(
          fromLogits: $0.givesProbabilities(settings, facts),
          isOfClasses: !facts.classNames.isEmpty)
      } ?? [],
      clipping: try options.makeClipping(), mixesExamples: options.mixesExamples,
      generator: generator)
  }

  /// The learner of a recipe that learns from labels; nil for others.
  public var trainer: SupervisedLearner? { learner as? SupervisedLearner }

  /// Makes the run's folder, before any work that would be lost if it could not be written.
  ///
  /// - Throws: ``FileError`` where it cannot be made or written, ``TrainingError`` where a run is
  ///   there already.
  public func prepare() throws {
    if !isResumed { try folder.create() }
    isPrepared = true
  }

  private var isPrepared = false
  private var isWritten = false

  /// Whether nothing is left to do: all epochs are trained, the run has ended well, and its model
  /// is whole.
  public var isComplete: Bool {
    isResumed && !folder.isBeingTrained && folder.end()?.state == .finished
      && (try? folder.history().epochs.last?.epoch) == configuration.epochs
      && (try? Safetensors(contentsOf: folder.modelFile)) != nil
  }

  /// The recipe's data, from the file or folder that the configuration names, divided as its
  /// options want it.
  ///
  /// - Throws: ``DataError`` where it cannot be found or read.
  public func loadData(progress: @escaping RemoteFile.Progress = { _, _, _ in }) throws
    -> DatasetSplits
  {
    let loaded = try recipe.data.load(
      DataRequest(
        settings, path: configuration.data, validationPath: options.validationPath,
        facts: configuration.facts, seed: configuration.seed, testShare: options.validation ?? 0.2,
        progress: progress))
    notes = loaded.notes
    if learner == nil || (configuration.facts == nil && loaded.facts.form != nil) {
      // Only the files said what the model is like.
      learner = try makeLearner(loaded.facts)
    }
    facts = loaded.facts
    var parts = loaded.splits
    if loaded.facts.form != nil {
      // The form has divided its examples already.
      configuration.facts = loaded.facts
    } else {
      parts = try options.split(parts, seed: configuration.seed)
    }
    if recipe.supervision != nil { try parts.checkBothParts(of: loaded.facts.name) }
    return parts
  }

  /// What the user should know of the data.
  public private(set) var notes: [String] = []

  /// The examples as the model trains on them: augmented where the options say so.
  private func augmented(_ train: any Dataset) throws -> any Dataset {
    guard let facts,
      let augmentation = try AugmentationConfiguration.makeAugmentation(
        options.list("augmentation"), seed: configuration.seed, of: facts.ownShape)
    else { return train }
    return train.reshaped(to: facts.ownShape).augmented(by: augmentation)
      .reshaped(to: train.featureShape)
  }

  /// Trains on `data`, writing the run as it goes; `callbacks` watch.
  ///
  /// - Parameter index: where the run is entered beside its folder; nil for nowhere. Training does
  ///   not fail by it.
  /// - Throws: what ``Trainer``'s `fit` throws.
  public func train(
    on data: DatasetSplits, checkpointEvery: Int? = nil, callbacks: [any Callback] = [],
    reporter: any Reporter, interrupt: Interrupt? = nil, index: RunIndex? = nil
  ) throws -> History {
    if !isPrepared { try prepare() }
    // Only the files say how many examples there are. A run that goes on keeps the number that it
    // began with.
    if !isResumed, data.train.count > 0 {
      configuration.batchSize = min(configuration.batchSize, data.train.count)
    }
    let updates = options.updatesPerEpoch(
      of: data.train.count, batchSize: configuration.batchSize)
    for player in learner?.players ?? [] where !recipe.hasOwnSource {
      guard let schedule = try recipe.makeSchedule(settings, updatesPerEpoch: updates) else {
        continue
      }
      player.optimizer.schedule = schedule
    }
    // Another process may have begun a run there while the data was read.
    return try RunJournal.keep(
      folder, isNew: !isResumed && !isWritten, in: index, reporter: reporter
    ) { journal in
      isWritten = true
      configuration.measures = learner?.measures.declarations
      try configuration.write(to: folder)
      return try fit(
        data, checkpointEvery: checkpointEvery, callbacks: callbacks, journal: journal,
        interrupt: interrupt)
    }
  }

  private func fit(
    _ data: DatasetSplits, checkpointEvery: Int?, callbacks: [any Callback], journal: RunJournal,
    interrupt: Interrupt?
  ) throws -> History {
    guard let learner, let facts else {
      throw TrainingError("the data was not read: call loadData before train")
    }
    let request = try request(facts)
    let history: History
    if let source = try recipe.makeSource(learner, request) {
      history = try fit(
        learner, source, validation: nil, checkpointEvery, callbacks, journal, interrupt)
    } else {
      try trainer?.adaptScaling(to: data.train)
      let train = try augmented(data.train).weighted(
        classes: try options.makeClassWeights(data.train.classNames, data.train))
      let size = min(configuration.batchSize, train.count)
      history = try fit(
        learner,
        LoaderSource(DataLoader(train, batchSize: size, shuffleSeed: configuration.seed)),
        validation: data.test.count == 0
          ? nil : LoaderSource(.judging(data.test, besideBatchesOf: size)),
        checkpointEvery, callbacks, journal, interrupt)
    }
    if !history.wasInterrupted {
      // Pictures can be drawn again; a model that is trained is not lost for them.
      do {
        try drawPictures(of: history, on: data, interrupt: interrupt)
      } catch {
        journal.warn("not all pictures are drawn: \(error)")
      }
    }
    return history
  }

  private func fit(
    _ learner: any Learner, _ source: any Source, validation: (any Source)?,
    _ checkpointEvery: Int?, _ callbacks: [any Callback], _ journal: RunJournal,
    _ interrupt: Interrupt?
  ) throws -> History {
    try learner.fit(
      source, epochs: configuration.epochs, validation: validation, seed: configuration.seed,
      run: folder, lock: journal.lock, checkpointEvery: checkpointEvery ?? options.checkpointEvery,
      callbacks: self.callbacks + callbacks, accumulationSteps: options.accumulate,
      precision: ProductPrecision(rawValue: settings.text("precision")) ?? .float32,
      generator: generator, modelMetadata: try metadata(of: learner), reporter: journal,
      interrupt: interrupt)
  }

  /// What the model's file says of itself.
  private func metadata(of learner: any Learner) throws -> [String: String] {
    guard let facts else { return [:] }
    let file = ModelFile(
      recipe: recipe.name, settings: settings.values, dataset: facts.name,
      inputShape: facts.inputShape.array, classes: facts.classNames,
      facts: facts.form == nil && recipe.supervision != nil ? nil : facts)
    if recipe.supervision != nil, let model = trainer?.model,
      let metadata = try? file.metadata(for: model)
    {
      return metadata
    }
    return [ModelFile.key: try file.description()]
  }
}

extension SupervisedLearner {
  /// Gives a model that begins with ``Normalization`` the means and variances of `examples`. A run
  /// that is resumed reads them from its checkpoint.
  ///
  /// - Throws: ``DataError`` where an example cannot be read.
  public func adaptScaling(to examples: any Dataset) throws {
    guard let scaling = (model as? Sequential)?.layers.first as? Normalization else {
      return
    }
    let all = Array(0..<examples.count)
    scaling.adapt(
      try stride(from: 0, to: all.count, by: 4096).map { first in
        try examples.batch(at: all[first..<min(first + 4096, all.count)]).features
      })
  }
}
