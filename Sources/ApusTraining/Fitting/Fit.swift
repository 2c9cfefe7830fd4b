import ApusCore
import ApusData
import ApusNN

extension Trainer {
  /// Trains until `epochs` epochs are done, counted from the beginning.
  ///
  /// - Parameters:
  ///   - train: the examples.
  ///   - epochs: how often to go through them all.
  ///   - batchSize: examples a step; Keras's 32 by default.
  ///   - validation: examples to evaluate on after each epoch.
  ///   - seed: what the order of examples depends on; nil keeps the data set's order.
  ///   - run: a folder for checkpoints, metrics and the model; nil keeps everything in memory. If it holds
  ///     a checkpoint, training goes on from there, to the same weights as if it had not stopped.
  ///   - checkpointEvery: steps between checkpoints beside the one after each epoch.
  ///   - callbacks: what watches training and acts on it, called in this order.
  ///   - classWeights: what the examples of each class count for in the loss; nil for 1.
  ///   - sampleWeights: what each example counts for, in the data set's order; nil for 1. With class weights, times these.
  ///   - accumulationSteps: how many batches make one update: their gradients are those of one large batch. The last update
  ///     of an epoch has what is left. Checkpoints are written after updates.
  ///   - modelMetadata: text to store with the model.
  ///   - reporter: what tells of the progress.
  ///   - interrupt: asks to stop; a checkpoint is written first.
  /// - Returns: loss and metrics of every epoch, those before a resumption included.
  /// - Throws: ``DataError``, ``FileError`` or ``TrainingError``, and `ConfigurationError` for an index that the model has
  ///   no vector for; checkpoints already written stay.
  @discardableResult
  public func fit(
    _ train: any Dataset, epochs: Int, batchSize: Int = 32, validation: (any Dataset)? = nil,
    seed: UInt64? = 0, run: RunFolder? = nil, checkpointEvery: Int? = nil,
    callbacks: [any Callback] = [], classWeights: [Double]? = nil,
    sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    modelMetadata: [String: String] = [:], reporter: any Reporter = ConsoleReporter(),
    interrupt: Interrupt? = nil
  ) throws -> History {
    try checkArguments(
      train, epochs: epochs, batchSize: batchSize, checkpointEvery: checkpointEvery,
      accumulationSteps: accumulationSteps)
    let weighting = try ExampleWeights(examples: sampleWeights, classes: classWeights, of: train)
    let lock = try runLock ?? run?.lock()
    defer { withExtendedLifetime(lock) {} }
    RandomGenerator.with(generator) { _ = model.build(train.featureShape) }
    allParameters = model.parameters
    try checkIndices(of: train)
    if let validation { try checkIndices(of: validation) }
    accumulated = Accumulated()
    let context = TrainingContext(
      self, epochs: epochs, run: run, modelMetadata: modelMetadata, reporter: reporter,
      position: TrainingPosition(
        seed: seed, batchSize: batchSize, examples: train.count, threads: threadCount(),
        accumulationSteps: accumulationSteps))
    context.validation = validation
    self.context = context
    self.callbacks = CallbackList(callbacks)
    defer {
      self.context = nil
      self.callbacks = CallbackList()
    }
    let loop = TrainingLoop(
      context, DataLoader(train, batchSize: min(batchSize, train.count), shuffleSeed: seed),
      weighting, accumulationSteps: accumulationSteps, checkpointEvery: checkpointEvery,
      interrupt: interrupt)
    return try loop.run()
  }

  private func checkArguments(
    _ train: any Dataset, epochs: Int, batchSize: Int, checkpointEvery: Int?,
    accumulationSteps: Int
  ) throws {
    guard epochs > 0 else { throw TrainingError("epochs must be at least 1, not \(epochs)") }
    guard batchSize > 0 else {
      throw TrainingError("the batch size must be at least 1, not \(batchSize)")
    }
    try checkLoss()
    guard train.count > 0 else { throw TrainingError("there are no examples to train on") }
    if let every = checkpointEvery, every < 1 {
      throw TrainingError("checkpoints must be at least 1 step apart, not \(every)")
    }
    guard accumulationSteps > 0 else {
      throw TrainingError("gradients of at least 1 batch make an update, not \(accumulationSteps)")
    }
  }

  /// Loss and metrics so far in an epoch.
  func trainingValues(_ position: TrainingPosition) -> [(name: String, value: Double)] {
    [("loss", position.loss.value)] + metrics.map { ($0.name, $0.value) }
  }
}
