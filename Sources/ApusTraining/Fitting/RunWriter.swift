import ApusData
import ApusInterop

/// Writes a run while it is trained: its metrics, its model and its checkpoints.
final class RunWriter {
  private let run: RunFolder
  private let context: TrainingContext
  private let metrics: MetricsLog
  private var saved = ContinuousClock.now

  /// Gives the context the history of the epochs that its position is behind.
  init(_ run: RunFolder, _ context: TrainingContext) throws {
    self.run = run
    self.context = context
    metrics = try MetricsLog(of: run, keeping: context.position.epoch)
    context.history = metrics.history
  }

  /// Forgets the epochs that are to be trained again.
  func begin() throws { try metrics.begin() }

  /// Writes down what an epoch gave.
  func add(_ record: EpochRecord) throws { try metrics.append(record) }

  /// Whether there must be a checkpoint after an epoch. Those of milliseconds share one: syncing the disk for each would
  /// take longer than training.
  func isDue(after record: EpochRecord) -> Bool {
    saved.duration(to: .now) > .seconds(1) || record.seconds > 1
  }

  /// Puts everything of the run on the disk; the checkpoint comes last: where it exists, all else does.
  func save() throws {
    try metrics.sync()
    let trainer = context.trainer
    if context.position.step == 0 { try writeModelAsKept() }
    try Checkpoint(
      position: context.position, generator: trainer.generator.state, model: trainer.model,
      optimizer: trainer.optimizer, callbacks: trainer.callbacks.states
    ).write(to: run.checkpointFile(step: context.position.totalSteps))
    try run.prune(keeping: 2)
    saved = .now
  }

  /// Writes the model with the weights that it is to have where training ends here; it goes on with those it has.
  private func writeModelAsKept() throws {
    let callbacks = context.trainer.callbacks
    let trained =
      callbacks.isEmpty
      ? [] : context.model.namedParameters.map { ($0.parameter, $0.parameter.wrappedValue) }
    defer { for (parameter, value) in trained { parameter.wrappedValue = value } }
    try callbacks.keepModel(context)
    try writeModel()
  }

  /// Writes the model as it is.
  func writeModel() throws {
    try context.trainer.writeModel(to: run.modelFile, metadata: context.modelMetadata)
  }

  /// Whether the model's file is there and whole.
  var hasWholeModel: Bool { (try? Safetensors(contentsOf: run.modelFile)) != nil }
}
