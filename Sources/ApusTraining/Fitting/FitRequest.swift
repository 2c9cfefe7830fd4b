import ApusCore
import ApusData
import ApusNN

/// Everything that one call of `fit` was told.
struct FitRequest {
  /// Where the batches come from.
  var source: any Source
  /// How many epochs there are to be, counted from the beginning.
  var epochs: Int
  /// Steps an epoch; nil for as many as the source has.
  var stepsPerEpoch: Int?
  /// What is judged after each epoch.
  var validation: (any Source)?
  /// The seed of the order of examples; nil where they keep theirs.
  var seed: UInt64?
  /// The run's folder.
  var run: RunFolder?
  /// The lock of the run, where the caller holds it already.
  var lock: FileLock?
  /// Steps between checkpoints beside the one after each epoch.
  var checkpointEvery: Int?
  /// What watches training.
  var callbacks: [any Callback] = []
  /// How many batches make one update.
  var accumulationSteps = 1
  /// Text to store with the model.
  var modelMetadata: [String: String] = [:]
  /// Where dropout, noise and initializers draw from.
  var generator: RandomGenerator
  /// The precision of products and convolutions.
  var precision = ProductPrecision.float32
  /// Shows the progress.
  var reporter: any Reporter
  /// Asks to stop.
  var interrupt: Interrupt?

  /// Throws where a number is not possible.
  func check() throws {
    guard epochs > 0 else { throw TrainingError("epochs must be at least 1, not \(epochs)") }
    if let stepsPerEpoch, stepsPerEpoch < 1 {
      throw TrainingError("an epoch has at least 1 step, not \(stepsPerEpoch)")
    }
    if let count = source.exampleCount, count < 1 {
      throw TrainingError("there are no examples to train on")
    }
    guard validation?.exampleCount != 0 else {
      throw TrainingError("the validation set has no examples; leave it out or give it some")
    }
    if let every = checkpointEvery, every < 1 {
      throw TrainingError("checkpoints must be at least 1 step apart, not \(every)")
    }
    guard accumulationSteps > 0 else {
      throw TrainingError("gradients of at least 1 batch make an update, not \(accumulationSteps)")
    }
  }
}

extension Learner {
  /// Trains until `epochs` epochs are done, counted from the beginning.
  ///
  /// - Parameters:
  ///   - source: where the batches come from.
  ///   - epochs: how many epochs there are to be.
  ///   - stepsPerEpoch: steps an epoch, for sources without a known length; nil for as many as the
  ///     source has.
  ///   - validation: what is judged after each epoch.
  ///   - seed: what a source of this library was shuffled with, kept with checkpoints.
  ///   - run: a folder for checkpoints, metrics and the model; nil keeps everything in memory. If
  ///     it holds a checkpoint, training goes on from there, to the same weights as if it had not
  ///     stopped.
  ///   - checkpointEvery: steps between checkpoints beside the one after each epoch.
  ///   - callbacks: what watches training and acts on it, called in this order.
  ///   - accumulationSteps: how many batches make one update.
  ///   - precision: what products and convolutions of steps round their operands to.
  ///   - generator: where dropout, noise and initializers draw from; by default one made from the
  ///     seed.
  ///   - modelMetadata: text to store with the model.
  ///   - reporter: shows the progress.
  ///   - interrupt: asks to stop; a checkpoint is written first.
  /// - Returns: the reported values and measures of every epoch, those before a resumption
  ///   included.
  /// - Throws: ``TrainingError``, ``FileError``, ``DataError`` and what the learner throws;
  ///   checkpoints already written stay.
  @discardableResult
  public func fit(
    _ source: any Source, epochs: Int, stepsPerEpoch: Int? = nil,
    validation: (any Source)? = nil, seed: UInt64? = 0, run: RunFolder? = nil,
    checkpointEvery: Int? = nil, callbacks: [any Callback] = [], accumulationSteps: Int = 1,
    precision: ProductPrecision = .float32, generator: RandomGenerator? = nil,
    modelMetadata: [String: String] = [:], reporter: any Reporter = ConsoleReporter(),
    interrupt: Interrupt? = nil
  ) throws -> History {
    try fit(
      source, epochs: epochs, stepsPerEpoch: stepsPerEpoch, validation: validation, seed: seed,
      run: run, lock: nil, checkpointEvery: checkpointEvery, callbacks: callbacks,
      accumulationSteps: accumulationSteps, precision: precision, generator: generator,
      modelMetadata: modelMetadata, reporter: reporter, interrupt: interrupt)
  }

  /// The same, where the caller holds the run's lock.
  package func fit(
    _ source: any Source, epochs: Int, stepsPerEpoch: Int? = nil,
    validation: (any Source)? = nil, seed: UInt64? = 0, run: RunFolder?, lock: FileLock?,
    checkpointEvery: Int? = nil, callbacks: [any Callback] = [], accumulationSteps: Int = 1,
    precision: ProductPrecision = .float32, generator: RandomGenerator? = nil,
    modelMetadata: [String: String] = [:], reporter: any Reporter,
    interrupt: Interrupt? = nil
  ) throws -> History {
    try TrainingLoop.run(
      self,
      FitRequest(
        source: source, epochs: epochs, stepsPerEpoch: stepsPerEpoch, validation: validation,
        seed: seed, run: run, lock: lock, checkpointEvery: checkpointEvery, callbacks: callbacks,
        accumulationSteps: accumulationSteps, modelMetadata: modelMetadata,
        generator: generator ?? RandomGenerator(seed: seed ?? 0), precision: precision,
        reporter: reporter, interrupt: interrupt))
  }

  /// Trains on a data set, shuffled anew in each epoch; see
  /// ``fit(_:epochs:stepsPerEpoch:validation:seed:run:checkpointEvery:callbacks:accumulationSteps:precision:generator:modelMetadata:reporter:interrupt:)``.
  ///
  /// - Parameters:
  ///   - data: the examples.
  ///   - batchSize: examples a step.
  ///   - seed: what the order of examples depends on; nil keeps the data set's order.
  @discardableResult
  public func fit(
    _ data: any Dataset, epochs: Int, batchSize: Int = 32, validation: (any Dataset)? = nil,
    seed: UInt64? = 0, run: RunFolder? = nil, checkpointEvery: Int? = nil,
    callbacks: [any Callback] = [], accumulationSteps: Int = 1,
    precision: ProductPrecision = .float32, generator: RandomGenerator? = nil,
    modelMetadata: [String: String] = [:], reporter: any Reporter = ConsoleReporter(),
    interrupt: Interrupt? = nil
  ) throws -> History {
    guard batchSize > 0 else {
      throw TrainingError("the batch size must be at least 1, not \(batchSize)")
    }
    guard data.count > 0 else { throw TrainingError("there are no examples to train on") }
    return try fit(
      LoaderSource(DataLoader(data, batchSize: min(batchSize, data.count), shuffleSeed: seed)),
      epochs: epochs,
      validation: validation.map {
        LoaderSource(.judging($0, besideBatchesOf: batchSize))
      },
      seed: seed, run: run, checkpointEvery: checkpointEvery, callbacks: callbacks,
      accumulationSteps: accumulationSteps, precision: precision, generator: generator,
      modelMetadata: modelMetadata, reporter: reporter, interrupt: interrupt)
  }

  /// Judges on a data set as after an epoch: reported values and measures, by name.
  ///
  /// - Throws: ``TrainingError`` where there are no examples, ``DataError`` where one cannot be
  ///   read, and what the learner throws.
  public func evaluate(
    _ data: any Dataset, batchSize: Int = 128, generator: RandomGenerator = .current
  ) throws -> Evaluation {
    guard data.count > 0 else { throw TrainingError("there are no examples to evaluate on") }
    let source = LoaderSource(DataLoader(data, batchSize: batchSize))
    let engine = JudgeEngine(self, source, epoch: 0, generator: generator)
    return Evaluation(values: try judge(engine))
  }
}
