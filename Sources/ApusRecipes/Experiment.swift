import ApusCore
import ApusData
import ApusInterop
import ApusNN
import ApusPlot
import ApusTraining
import Foundation

/// A recipe at work: made from the user's wishes or from a run on disk, it trains and writes the run.
public final class Experiment {
  /// The recipe.
  public let recipe: Recipe
  /// Its settings.
  public let settings: SettingValues
  /// The data set that it learns from.
  public var dataset: NamedDataset { recipe.dataset(settings) }
  /// What the run is told to do.
  public private(set) var configuration: RunConfiguration
  /// Where it is written.
  public let folder: RunFolder
  /// The form of the pictures that are drawn at the end of training.
  public var pictureFormat = PictureFormat.svg
  /// The trainer with model and optimizer.
  public let trainer: Trainer
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
    let assignments = OptimizerSettings.completed(settings)
    let values = try SettingValues(assignments, for: recipe.settings)
    let configuration = RunConfiguration(
      recipe: recipe.name, settings: values.values, seed: seed, epochs: epochs ?? recipe.epochs,
      batchSize: min(batchSize ?? recipe.batchSize, recipe.dataset(values).trainCount),
      data: data.map(absolutePath))
    let updates = TrainingOptions().updatesPerEpoch(
      of: recipe.dataset(values).trainCount, batchSize: configuration.batchSize)
    try OptimizerSettings.check(values, updatesPerEpoch: updates)
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

  /// The run in the folder `path`, to go on until `epochs` epochs in all; what it was told stays otherwise.
  ///
  /// A callback that ended the run, such as early stopping, ends it again: leave it out of `callbacks` to train on.
  ///
  /// - Parameters:
  ///   - path: the run's folder.
  ///   - epochs: epochs in all; nil keeps their number.
  ///   - data: where the data set is now; nil where it was.
  ///   - callbacks: what watches from now on, as `TensorBoard:histogramEvery=1`; nil keeps what did, `["none"]` nothing.
  ///     Those that were there before remember what they knew.
  /// - Throws: ``FileError`` where there is no such run, ``TrainingError`` where it has more epochs already.
  public convenience init(
    resuming path: String, epochs: Int? = nil, data: String? = nil, callbacks: [String]? = nil
  ) throws {
    let folder = RunFolder(path)
    var configuration = try RunConfiguration(of: folder)
    if let epochs {
      let done = try folder.epochsKept()
      guard epochs >= done else {
        throw TrainingError(
          "\(path) has \(done) epochs already, more than \(epochs); give --epochs \(done) or more")
      }
      configuration.epochs = epochs
    }
    if let data { configuration.data = absolutePath(data) }
    do {
      let recipe = try Recipe.named(configuration.recipe)
      let values = try SettingValues(configuration.settings, for: recipe.settings)
      if let callbacks {
        var options = configuration.training ?? TrainingOptions()
        options.callbacks = try RunRequest.callbacks(
          callbacks, option: "--callback", of: options, values)
        configuration.training = options.isPlain ? nil : options
      }
      try self.init(recipe, values, configuration, folder, isResumed: true)
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
    let metrics = try TrainingOptions.makeMetrics(
      options.metrics ?? [], fromLogits: recipe.givesProbabilities)
    trainer = Trainer(
      recipe.makeModel(values), optimizer: try recipe.makeOptimizer(values),
      // The labels of mixed examples are shares of classes.
      loss: options.mixesExamples ? .categoricalCrossEntropy(fromLogits: true) : recipe.loss,
      metrics: metrics.map { $0.make() }, clipping: try options.makeClipping(),
      precision: ProductPrecision(rawValue: values.text("precision")) ?? .float32,
      generator: RandomGenerator(seed: configuration.seed))
  }

  /// Makes the run's folder, before any work that would be lost if it could not be written.
  ///
  /// - Throws: ``FileError`` where it cannot be made or written, ``TrainingError`` where a run is there already.
  public func prepare() throws {
    if !isResumed { try folder.create() }
    isPrepared = true
  }

  private var isPrepared = false
  private var isWritten = false

  /// Whether nothing is left to do: all epochs are trained, the run has ended well, and its model is whole.
  public var isComplete: Bool {
    isResumed && !folder.isBeingTrained && folder.end()?.state == .finished
      && (try? folder.history().epochs.last?.epoch) == configuration.epochs
      && (try? Safetensors(contentsOf: folder.modelFile)) != nil
  }

  /// The recipe's data, from the folder that the configuration names, divided as its options want it.
  ///
  /// - Throws: ``DataError`` where it cannot be found or read.
  public func loadData(progress: RemoteFile.Progress = { _, _, _ in }) throws -> DatasetSplits {
    let whole = try recipe.load(settings, given: configuration.data, progress: progress)
    return try options.split(whole, seed: configuration.seed)
  }

  /// The examples as the model trains on them: augmented where the options say so.
  private func augmented(_ train: any Dataset) throws -> any Dataset {
    let shape = dataset.featureShape
    guard let steps = options.augmentation,
      let augmentation = try AugmentationConfiguration.makeAugmentation(
        steps, seed: configuration.seed, of: shape)
    else { return train }
    return train.reshaped(to: shape).augmented(by: augmentation).reshaped(to: train.featureShape)
  }

  /// Trains on `data`, writing the run as it goes; `callbacks` watch.
  ///
  /// - Parameter index: where the run is entered beside its folder; nil for nowhere. Training does not fail by it.
  /// - Throws: what ``Trainer/fit(_:epochs:batchSize:validation:seed:run:checkpointEvery:callbacks:classWeights:sampleWeights:accumulationSteps:modelMetadata:reporter:interrupt:)`` does.
  public func train(
    on data: DatasetSplits, checkpointEvery: Int? = nil, callbacks: [any Callback] = [],
    reporter: any Reporter, interrupt: Interrupt? = nil, index: RunIndex? = nil
  ) throws -> History {
    if !isPrepared { try prepare() }
    // Another process may have begun a run there while the data was read.
    return try RunJournal.keep(
      folder, isNew: !isResumed && !isWritten, in: index, reporter: reporter
    ) { journal in
      isWritten = true
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
    let model = ModelFile(
      recipe: recipe.name, settings: settings.values, dataset: dataset.name,
      inputShape: recipe.inputShape(settings).array, classes: data.train.classNames)
    trainer.optimizer.schedule = try recipe.makeSchedule(
      settings,
      updatesPerEpoch: options.updatesPerEpoch(
        of: data.train.count, batchSize: configuration.batchSize))
    try trainer.adaptScaling(to: data.train)
    let history = try trainer.fit(
      try augmented(data.train), epochs: configuration.epochs, batchSize: configuration.batchSize,
      validation: data.test, seed: configuration.seed, run: folder, lock: journal.lock,
      checkpointEvery: checkpointEvery ?? options.checkpointEvery,
      callbacks: self.callbacks + callbacks,
      classWeights: try options.makeClassWeights(data.train.classNames, data.train),
      sampleWeights: nil, accumulationSteps: options.accumulate ?? 1,
      modelMetadata: try model.metadata(for: trainer.model),
      reporter: journal, interrupt: interrupt)
    if !history.wasInterrupted {
      // Pictures can be drawn again; a model that is trained is not lost for them.
      do {
        try drawPictures(of: history, on: data)
      } catch {
        journal.warn("not all pictures are drawn: \(error)")
      }
    }
    return history
  }
}

extension Trainer {
  /// Gives a model that begins with ``Normalization`` the means and variances of `examples`. A run that is resumed reads
  /// them from its checkpoint.
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
