import ApusCore
import ApusData
import ApusInterop

/// Writes a run while it is trained: its metrics, its model and its checkpoints.
final class RunWriter {
  private let run: RunFolder
  private let context: TrainingContext
  private let callbacks: CallbackList
  private let metrics: MetricsLog
  private let segments: SegmentStore
  private var saved = ContinuousClock.now

  /// Gives the context the history of the epochs that its position is behind.
  ///
  /// - Parameter segments: what is written of the rings in the checkpoint that training goes on
  ///   from.
  init(
    _ run: RunFolder, _ context: TrainingContext, _ callbacks: CallbackList,
    segments: [String: SegmentStore.Known]
  ) throws {
    self.segments = SegmentStore(run, known: segments)
    self.run = run
    self.context = context
    self.callbacks = callbacks
    metrics = try MetricsLog(of: run, keeping: context.position.epoch)
    context.history = metrics.history
  }

  /// Forgets the epochs that are to be trained again.
  func begin() throws { try metrics.begin() }

  /// Writes down what an epoch gave.
  func add(_ record: EpochRecord) throws { try metrics.append(record) }

  /// Whether there must be a checkpoint after an epoch. Those of milliseconds share one: syncing
  /// the disk for each would take longer than training.
  func isDue(after record: EpochRecord) -> Bool {
    saved.duration(to: .now) > .seconds(1) || record.seconds > 1
  }

  /// Puts everything of the run on the disk; the checkpoint comes last: where it exists, all else
  /// does.
  func save(_ source: SavedState, generator: RandomGenerator.State) throws {
    try metrics.sync()
    if context.position.step == 0 { try writeModelAsKept() }
    try Checkpoint(
      position: context.position, generator: generator, networks: context.networks,
      players: context.players, callbacks: callbacks.states, learner: context.learner.state,
      source: source, fixed: context.fixedNetworks.among(context.networks)
    ).write(to: run.checkpointFile(step: context.position.totalSteps), segments: segments)
    try run.prune(keeping: 2)
    saved = .now
  }

  /// Writes the model with the weights that it is to have where training ends here; it goes on with
  /// those it has.
  private func writeModelAsKept() throws {
    let trained =
      callbacks.isEmpty
      ? [] : context.namedParameters.map { ($0.parameter, $0.parameter.wrappedValue) }
    defer { for (parameter, value) in trained { parameter.wrappedValue = value } }
    try callbacks.keepModel(context)
    try writeModel()
  }

  /// Writes the model as it is.
  func writeModel() throws { try context.writeModel(to: run.modelFile) }

  /// Whether the model's file is there and whole.
  var hasWholeModel: Bool { (try? Safetensors(contentsOf: run.modelFile)) != nil }
}
