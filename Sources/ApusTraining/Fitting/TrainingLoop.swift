import ApusCore
import ApusData
import ApusNN

/// One call of `fit`: epochs of steps, what is judged at their ends, and what is written of them.
final class TrainingLoop {
  /// Why training ends before its last epoch.
  private enum Ending { case stopped, interrupted }

  private let context: TrainingContext
  private let trainer: Trainer
  private let loader: DataLoader
  private let weighting: ExampleWeights?
  private let accumulationSteps: Int
  private let checkpointEvery: Int?
  private let interrupt: Interrupt?
  /// A second call without a run goes on where the first ended, so its epochs have orders of their own.
  private let earlierEpochs: Int
  /// When the epoch began, or was last written.
  private var began = ContinuousClock.now
  /// What writes the run; nil where there is none.
  private var writer: RunWriter?
  private var hasTrained = false

  init(
    _ context: TrainingContext, _ loader: DataLoader, _ weighting: ExampleWeights?,
    accumulationSteps: Int, checkpointEvery: Int?, interrupt: Interrupt?
  ) {
    self.context = context
    trainer = context.trainer
    self.loader = loader
    self.weighting = weighting
    self.accumulationSteps = accumulationSteps
    self.checkpointEvery = checkpointEvery
    self.interrupt = interrupt
    earlierEpochs = context.run == nil ? trainer.epochsInMemory : 0
  }

  /// Trains until all epochs are done, or something ends it.
  func run() throws -> History {
    try begin()
    if staysStopped || context.position.epoch >= context.epochs { return try finish() }
    try writer?.begin()
    while context.position.epoch < context.epochs {
      hasTrained = true
      if let ending = try trainEpoch() { return try end(ending) }
      if let ending = try endEpoch(try judge()) { return try end(ending) }
    }
    return try finish()
  }

  /// Goes on from the run's newest checkpoint, where there is one.
  private func begin() throws {
    var states: [String: SavedState] = [:]
    if let run = context.run, let saved = try run.newestCheckpoint(context.reporter) {
      context.position = try trainer.restore(
        saved.checkpoint, from: saved.file, expected: context.position, steps: loader.batchCount)
      states = saved.checkpoint.callbacks
    }
    writer = try context.run.map { try RunWriter($0, context) }
    try trainer.callbacks.begin(context, from: states)
  }

  /// Whether a callback that is there again had stopped the run. Without it training goes on.
  private var staysStopped: Bool {
    guard let name = context.position.stoppedBy else { return false }
    guard trainer.callbacks.contains(name) else {
      context.position.stoppedBy = nil
      return false
    }
    context.note("\(name) had stopped this run; without that callback it trains on")
    return true
  }

  // MARK: An epoch

  /// Trains on the batches that are left of an epoch; tells what ended it before the last.
  private func trainEpoch() throws -> Ending? {
    began = .now
    let first = context.position.step
    let epoch = earlierEpochs + context.position.epoch
    let batches = loader.batches(epoch: epoch, from: first)
    let order = weighting?.needsPositions == true ? loader.order(epoch: epoch) : []
    context.reporter.epochBegins(
      context.position.epoch + 1, of: context.epochs, steps: batches.count, first: first)
    if first == 0 {
      for index in trainer.metrics.indices { trainer.metrics[index].reset() }
      try trainer.callbacks.call(context) { try $0.epochBegins(context) }
    }
    var isDue = false
    while let batch = try batches.next() {
      let isLast = context.position.step + 1 == batches.count
      let updates = isLast || (context.position.step + 1) % accumulationSteps == 0
      let positions = order.dropFirst(context.position.step * loader.batchSize)
      let weights = weighting?.weights(at: positions.prefix(batch.count), labels: batch.labels)
      try train(batch, weights, updates: updates)
      if let every = checkpointEvery, context.position.totalSteps % every == 0 { isDue = true }
      // What ends training after the last batch does so when the epoch was judged.
      if isLast { continue }
      let ending = ending(updates: updates)
      if ending != nil || (isDue && updates) {
        try saveWithinEpoch()
        isDue = false
      }
      if let ending { return ending }
    }
    return nil
  }

  /// Trains on a batch; `updates`: its gradients, and those that wait, change the parameters.
  private func train(_ batch: Batch, _ weights: Tensor?, updates: Bool) throws {
    let (value, output) =
      accumulationSteps == 1
      ? trainer.step(batch.features, batch.labels, weights: weights)
      : trainer.accumulate(batch, weights, updates: updates)
    let number = value.item
    context.position.loss.add(trainer.perExample(number, batch.count), count: batch.count)
    for index in trainer.metrics.indices { trainer.metrics[index].update(output, batch.labels) }
    context.position.step += 1
    context.position.totalSteps += 1
    if trainer.callbacks.wantSteps {
      context.batchLoss = number
      context.batchFeatures = batch.features
      try trainer.callbacks.endStep(context)
    }
    context.reporter.stepEnds(context.position.step) { trainer.trainingValues(context.position) }
  }

  /// What ends training between two batches. An interrupt waits for an update: gradients that wait for theirs are in no
  /// checkpoint.
  private func ending(updates: Bool) -> Ending? {
    if context.stopReason != nil { return .stopped }
    return updates && interrupt?.isRequested == true ? .interrupted : nil
  }

  /// What the epoch gave, on the validation set, too.
  private func judge() throws -> EpochRecord {
    try trainer.callbacks.call(context) { try $0.evaluationBegins(context) }
    var values = trainer.trainingValues(context.position)
    context.epochValues = values
    if let validation = context.validation {
      let result = try trainer.evaluate(validation, batchSize: max(loader.batchSize, 128))
      values += result.values.map { ("val_" + $0.name, $0.value) }
      context.epochValues = values
      try trainer.callbacks.call(context) { try $0.validationEnds(context) }
    }
    let seconds = context.position.seconds + began.duration(to: .now).seconds
    return EpochRecord(epoch: context.position.epoch + 1, values: values, seconds: seconds)
  }

  /// Records an epoch and writes the run; tells what ends training here.
  private func endEpoch(_ record: EpochRecord) throws -> Ending? {
    context.history.epochs.append(record)
    try trainer.callbacks.call(context) { try $0.epochEnds(context) }
    context.epochValues = nil
    try writer?.add(record)
    context.position.nextEpoch()
    if context.run == nil { trainer.epochsInMemory += 1 }
    let isLast = context.position.epoch == context.epochs
    var ending: Ending?
    if context.stopReason != nil {
      ending = .stopped
    } else if interrupt?.isRequested == true, !isLast {
      ending = .interrupted
    }
    if let writer, isLast || ending != nil || writer.isDue(after: record) { try writer.save() }
    context.reporter.epochEnds(record)
    return ending
  }

  /// A checkpoint between two batches.
  private func saveWithinEpoch() throws {
    let now = ContinuousClock.now
    context.position.seconds += began.duration(to: now).seconds
    began = now
    context.position.metrics = trainer.metrics.map(\.state)
    try writer?.save()
  }

  // MARK: The end

  private func end(_ ending: Ending) throws -> History {
    switch ending {
    case .interrupted:
      try trainer.callbacks.keepModel(context)
      context.history.wasInterrupted = true
      return context.history
    case .stopped:
      tellOfStop()
      return try finish()
    }
  }

  private func tellOfStop() {
    guard let reason = context.stopReason else { return }
    let (epoch, step) = (context.position.epoch, context.position.step)
    let place = step == 0 ? "after epoch \(epoch)" : "in epoch \(epoch + 1), batch \(step)"
    context.note("stopped \(place): \(reason)")
  }

  /// What is left to do when training is over. The checkpoint holds what training would go on from; the model's file,
  /// what came of it.
  private func finish() throws -> History {
    context.history.stoppedBy = context.position.stoppedBy
    try trainer.callbacks.keepModel(context)
    try trainer.callbacks.call(context) { try $0.trainingEnds(context) }
    guard let writer, context.position.step == 0 else { return context.history }
    // Where nothing was left to train, the model's file may be missing or cut.
    let isWhole = hasTrained || writer.hasWholeModel
    if !trainer.callbacks.isEmpty || !isWhole { try writer.writeModel() }
    return context.history
  }
}
