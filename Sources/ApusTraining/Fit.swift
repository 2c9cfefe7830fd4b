import ApusCore
import ApusData
import ApusInterop
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
    let weighting = try ExampleWeights(examples: sampleWeights, classes: classWeights, of: train)
    let lock = try runLock ?? run?.lock()
    defer { withExtendedLifetime(lock) {} }
    let loader = DataLoader(train, batchSize: min(batchSize, train.count), shuffleSeed: seed)
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
    var states: [String: CallbackState] = [:]
    if let run, let saved = try newestCheckpoint(of: run, reporter) {
      context.position = try restore(
        saved.checkpoint, from: saved.file, expected: context.position, steps: loader.batchCount)
      context.history = try run.history()
      context.history.epochs.removeAll { $0.epoch > context.position.epoch }
      states = saved.checkpoint.callbacks
    }
    try self.callbacks.begin(context, from: states)
    // A second call without a run goes on where the first ended, so its epochs have orders of their own.
    let earlierEpochs = run == nil ? epochsInMemory : 0
    var saved = ContinuousClock.now
    var hasTrained = false

    /// Puts everything of the run on the disk; the checkpoint comes last: where it exists, all else does.
    func save(_ run: RunFolder) throws {
      try run.write(context.history)
      if context.position.step == 0 { try writeModel(to: run.modelFile, metadata: modelMetadata) }
      try Checkpoint(
        position: context.position, generator: generator.state, model: model, optimizer: optimizer,
        callbacks: self.callbacks.states
      ).write(to: run.checkpointFile(step: context.position.totalSteps))
      try run.prune(keeping: 2)
      saved = .now
    }

    /// What is left to do when training is over. The checkpoint holds what training would go on from; the model's file,
    /// what came of it.
    func finish() throws -> History {
      try self.callbacks.call(context) { try $0.trainingEnds(context) }
      // Where nothing was left to train, the model's file may be missing or cut.
      let isWhole =
        hasTrained || run.map { (try? Safetensors(contentsOf: $0.modelFile)) != nil } ?? true
      if let run, !callbacks.isEmpty || !isWhole, context.position.step == 0 {
        try writeModel(to: run.modelFile, metadata: modelMetadata)
      }
      return context.history
    }

    if let name = context.position.stoppedBy {
      // Without the callback that stopped it training goes on.
      if self.callbacks.contains(name) {
        reporter.note("\(name) had stopped this run; leave it out to train on")
        return try finish()
      }
      context.position.stoppedBy = nil
    }
    while context.position.epoch < epochs {
      hasTrained = true
      let first = context.position.step
      var began = ContinuousClock.now
      let epoch = earlierEpochs + context.position.epoch
      let batches = loader.batches(epoch: epoch, from: first)
      let order = weighting?.needsPositions == true ? loader.order(epoch: epoch) : []
      reporter.epochBegins(
        context.position.epoch + 1, of: epochs, steps: batches.count, first: first)
      if first == 0 {
        for index in metrics.indices { metrics[index].reset() }
        try self.callbacks.call(context) { try $0.epochBegins(context) }
      }
      var isDue = false
      while let batch = try batches.next() {
        let isLast = context.position.step + 1 == batches.count
        let updates = isLast || (context.position.step + 1) % accumulationSteps == 0
        let positions = order.dropFirst(context.position.step * loader.batchSize)
        let weights = weighting?.weights(
          at: positions.prefix(batch.count), labels: batch.labels)
        let (value, output) =
          accumulationSteps == 1
          ? step(batch.features, batch.labels, weights: weights)
          : accumulate(batch, weights, updates: updates)
        let number = value.item
        context.position.loss.add(perExample(number, batch.count), count: batch.count)
        for index in metrics.indices { metrics[index].update(output, batch.labels) }
        context.position.step += 1
        context.position.totalSteps += 1
        if self.callbacks.wantSteps {
          context.batchLoss = number
          context.batchFeatures = batch.features
          try self.callbacks.endStep(context)
        }
        reporter.stepEnds(context.position.step) { trainingValues(context.position) }
        let isStopped = context.stopReason != nil && !isLast
        let isInterrupted = interrupt?.isRequested == true && !isLast && updates
        if let every = checkpointEvery, context.position.totalSteps % every == 0 { isDue = true }
        if isStopped || isInterrupted || (isDue && updates && !isLast) {
          let now = ContinuousClock.now
          context.position.seconds += began.duration(to: now).seconds
          began = now
          context.position.metrics = metrics.map(\.state)
          if let run { try save(run) }
          isDue = false
        }
        if isStopped {
          tellOfStop(context)
          return try finish()
        }
        if isInterrupted {
          context.history.wasInterrupted = true
          return context.history
        }
      }
      try self.callbacks.call(context) { try $0.evaluationBegins(context) }
      var values = trainingValues(context.position)
      context.epochValues = values
      if let validation {
        let result = try evaluate(validation, batchSize: max(loader.batchSize, 128))
        values += result.values.map { ("val_" + $0.name, $0.value) }
        context.epochValues = values
        try self.callbacks.call(context) { try $0.validationEnds(context) }
      }
      let seconds = context.position.seconds + began.duration(to: .now).seconds
      let record = EpochRecord(epoch: context.position.epoch + 1, values: values, seconds: seconds)
      context.history.epochs.append(record)
      try self.callbacks.call(context) { try $0.epochEnds(context) }
      context.epochValues = nil
      context.position.nextEpoch()
      if run == nil { epochsInMemory += 1 }
      let isStopped = context.stopReason != nil
      let isInterrupted =
        interrupt?.isRequested == true && context.position.epoch < epochs && !isStopped
      // Epochs of milliseconds share a checkpoint: syncing the disk for each would take longer than training.
      let isLast = context.position.epoch == epochs || isInterrupted || isStopped
      if let run, isLast || saved.duration(to: .now) > .seconds(1) || seconds > 1 { try save(run) }
      reporter.epochEnds(record)
      if isInterrupted {
        context.history.wasInterrupted = true
        return context.history
      }
      if isStopped {
        tellOfStop(context)
        break
      }
    }
    return try finish()
  }

  private func tellOfStop(_ context: TrainingContext) {
    if let reason = context.stopReason {
      let (epoch, step) = (context.position.epoch, context.position.step)
      let place = step == 0 ? "after epoch \(epoch)" : "in epoch \(epoch + 1), batch \(step)"
      context.note("stopped \(place): \(reason)")
    }
  }

  /// Loss and metrics so far in an epoch.
  func trainingValues(_ position: TrainingPosition) -> [(name: String, value: Double)] {
    [("loss", position.loss.value)] + metrics.map { ($0.name, $0.value) }
  }
}
