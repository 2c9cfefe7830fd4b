import ApusCore
import ApusData
import ApusInterop
import ApusNN

/// One call of `fit` of any learner: epochs of steps, what is judged at their ends, and what is
/// written of them.
final class TrainingLoop {
  /// Why training ends before its last epoch.
  private enum Ending { case stopped, interrupted }

  private let learner: any Learner
  private let request: FitRequest
  private let context: TrainingContext
  private let engine: StepEngine
  private let callbacks: CallbackList
  private let stages: [Stage]
  /// The source of the stage that runs.
  private var source: any Source
  /// The stage that has begun.
  private var stage = -1
  /// When the epoch began, or was last written.
  private var began = ContinuousClock.now
  /// Writes the run; nil if training keeps everything in memory.
  private var writer: RunWriter?
  private var hasTrained = false
  /// Whether the source stands in the pass that the position names.
  private var hasBegunPass = false
  /// The pass in which the epoch began.
  private var passOfEpoch = 0

  /// Trains as `request` says.
  static func run(_ learner: any Learner, _ request: FitRequest) throws -> History {
    try request.check()
    guard let run = request.run, request.lock == nil else {
      return try RandomGenerator.with(request.generator) {
        try TrainingLoop(learner, request).run()
      }
    }
    // Whoever brings the lock keeps the run's record, too.
    let lock = try run.lock()
    defer { withExtendedLifetime(lock) {} }
    return try RandomGenerator.with(request.generator) {
      try LibraryRun.keep(run, learner, request) {
        try TrainingLoop(learner, request).run()
      }
    }
  }

  private init(_ learner: any Learner, _ request: FitRequest) throws {
    self.learner = learner
    self.request = request
    source = request.source
    stages = learner.stages
    if stages.isEmpty { throw TrainingError("the learner has no stages; it needs at least one") }
    try learner.prepare(request.source)
    let position = TrainingPosition(
      seed: request.seed, batchSize: source.batchSize ?? 0, stageBatchSizes: stages.batchSizes,
      examples: source.exampleCount ?? 0, threads: threadCount(),
      accumulationSteps: request.accumulationSteps)
    context = TrainingContext(learner, request, position: position)
    callbacks = CallbackList(request.callbacks)
    engine = StepEngine([], generator: request.generator, precision: request.precision)
    engine.accumulates = request.accumulationSteps > 1
    engine.draw = { [unowned self] in try drawWithinStep() }
    if callbacks.wantSteps { engine.watcher = self }
  }

  /// Trains until all epochs are done, or something ends it.
  private func run() throws -> History {
    try begin()
    if staysStopped || context.position.epoch >= context.epochs { return try finish() }
    try writer?.begin()
    while context.position.epoch < context.epochs {
      hasTrained = true
      try enterStage(of: context.position.epoch)
      if let ending = try trainEpoch() { return try end(ending) }
      if let ending = try endEpoch(try judge()) { return try end(ending) }
    }
    return try finish()
  }

  // MARK: The beginning

  /// Goes on from the run's newest checkpoint, where there is one.
  private func begin() throws {
    var states: [String: SavedState] = [:]
    var segments: [String: SegmentStore.Known] = [:]
    if let run = context.run, let saved = try run.newestCheckpoint(context.reporter) {
      try restore(saved.checkpoint, from: saved.file)
      (states, segments) = (saved.checkpoint.callbacks, saved.checkpoint.segments)
    } else {
      if case .impossible(let reason) = source.resumption, context.run != nil {
        context.note("this run cannot be resumed: \(reason)")
      }
      try enterStage(of: 0)
    }
    writer = try context.run.map { try RunWriter($0, context, callbacks, segments: segments) }
    try callbacks.begin(context, from: states)
  }

  /// Takes over what a checkpoint holds, in the order that ``Learner`` states.
  private func restore(_ checkpoint: Checkpoint, from file: String) throws {
    if case .impossible(let reason) = source.resumption {
      throw TrainingError("\(file) cannot be gone on from: \(reason)")
    }
    try checkpoint.position.check(beside: context.position, from: file)
    // The last bits depend on the number of threads, so the run keeps the one it began with.
    setThreadCount(max(1, checkpoint.position.threads))
    // A stage that begins with the next epoch has changed nothing yet.
    try enterStage(of: checkpoint.position.epochOfLastStep)
    try checkpoint.position.checkSteps(
      of: source, from: stages.firstEpoch(ofStage: stage), request.stepsPerEpoch, in: file)
    if !checkpoint.learner.isEmpty { learner.state = checkpoint.learner }
    readLearner()
    try checkpoint.check(context.fixedNetworks.among(context.networks), from: file)
    try checkpoint.restore(context.networks, context.players, from: file)
    request.generator.state = checkpoint.generator
    source.state = checkpoint.source
    context.position = checkpoint.position
    context.tally.state = checkpoint.position.tally
  }

  /// Begins the stages up to that of an epoch.
  private func enterStage(of epoch: Int) throws {
    let wanted = stages.stage(ofEpoch: epoch)
    if stage == wanted { return }
    while stage < wanted {
      stage += 1
      try learner.begin(stage: stage)
    }
    let before = source
    source = try makeSource(ofStage: stage)
    hasBegunPass = false
    context.position.stepsBeforeStage = context.position.totalSteps
    // Batches of another source, or of another size, are counted from the beginning of a pass.
    if source !== before, context.position.drawn > 0 {
      context.position.pass += 1
      context.position.drawn = 0
    }
    readLearner()
  }

  /// The source of a stage's batches, in the size that the stage wants.
  private func makeSource(ofStage stage: Int) throws -> any Source {
    let source = try learner.source(ofStage: stage, given: request.source)
    guard let size = stages[stage].batchSize else { return source }
    guard let sized = source.withBatchSize(min(size, source.exampleCount ?? size)) else {
      throw TrainingError(
        "the stage \"\(stages[stage].name)\" has batches of \(size), but its source has only its "
          + "own size; give the stage a source of that size, or leave out its batchSize")
    }
    return sized
  }

  /// Reads networks and players, which may have changed.
  private func readLearner() {
    context.networks = learner.networks
    context.players = learner.players
    engine.read(context.players)
  }

  /// Whether a callback that is there again had stopped the run. Without it training goes on.
  private var staysStopped: Bool {
    guard let name = context.position.stoppedBy else { return false }
    guard callbacks.contains(name) else {
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
    let epoch = context.position.epoch
    let total = request.stepsPerEpoch ?? source.batchCount(epoch: context.position.pass) ?? 0
    if !hasBegunPass { try beginPass() }
    passOfEpoch = first == 0 ? context.position.pass : context.position.passOfEpoch
    context.position.passOfEpoch = passOfEpoch
    context.reporter.epochBegins(
      epoch + 1, of: context.epochs, steps: total, first: progress)
    engine.epoch = epoch + 1
    if first == 0 {
      context.tally.reset()
      try callbacks.call(context) { try $0.epochBegins(context) }
    }
    var isDue = false
    while let batch = try draw() {
      let updates = isLast || (context.position.step + 1) % request.accumulationSteps == 0
      try train(batch, updates: updates)
      if let every = request.checkpointEvery, context.position.totalSteps % every == 0 {
        isDue = true
      }
      // What ends training after the last batch does so when the epoch was judged.
      if isLast { break }
      let ending = ending(updates: updates)
      if ending != nil || (isDue && updates) {
        try saveWithinEpoch()
        isDue = false
      }
      if let ending { return ending }
    }
    guard context.position.step > 0 else {
      throw TrainingError("the source gave no batch in epoch \(epoch + 1)")
    }
    // The last batch of an epoch of unknown length is known as such only now.
    engine.flush()
    return nil
  }

  // MARK: Batches

  /// Whether the epoch has no further batch: its steps are done, or the source has been passed
  /// through.
  private var isLast: Bool {
    if let steps = request.stepsPerEpoch { return context.position.step >= steps }
    if context.position.pass > passOfEpoch { return true }
    return source.batchCount(epoch: context.position.pass) == context.position.drawn
  }

  /// How far the epoch is, in steps where they are counted, else in batches of the source.
  private var progress: Int {
    request.stepsPerEpoch != nil ? context.position.step : context.position.drawn
  }

  private func beginPass() throws {
    try source.begin(epoch: context.position.pass, batch: context.position.drawn)
    hasBegunPass = true
  }

  private func nextPass() throws {
    context.position.pass += 1
    context.position.drawn = 0
    try beginPass()
  }

  /// The next step's batch; nil at the end of the epoch.
  private func draw() throws -> Batch? {
    if request.stepsPerEpoch.map({ context.position.step >= $0 }) ?? false { return nil }
    if let batch = try source.next() {
      context.position.drawn += 1
      return batch
    }
    // Where steps are counted, a source that has ended begins anew.
    guard request.stepsPerEpoch != nil else { return nil }
    return try drawFromNextPass()
  }

  /// Another batch within a step.
  private func drawWithinStep() throws -> Batch? {
    if let batch = try source.next() {
      context.position.drawn += 1
      return batch
    }
    return try drawFromNextPass()
  }

  private func drawFromNextPass() throws -> Batch? {
    try nextPass()
    guard let batch = try source.next() else { return nil }
    context.position.drawn += 1
    return batch
  }

  /// The next epoch passes through the source anew, unless its steps are counted or this one has
  /// begun to.
  private func leavePass() {
    guard request.stepsPerEpoch == nil, context.position.pass == passOfEpoch else { return }
    context.position.pass += 1
    context.position.drawn = 0
    hasBegunPass = false
  }

  /// Trains on a batch; `updates`: its gradients, and those that wait, change the parameters.
  private func train(_ batch: Batch, updates: Bool) throws {
    engine.updates = updates
    engine.totalSteps = context.position.totalSteps
    let report = try engine.scoped(on: batch) { try learner.step(batch, engine) }
    context.tally.add(report, batch)
    context.position.step += 1
    context.position.totalSteps += 1
    if callbacks.wantSteps {
      context.batchLoss = report.entries.first?.value.item ?? .nan
      context.batchFeatures = batch.inputs.first
      try callbacks.endStep(context)
    }
    context.reporter.stepEnds(progress) { context.tally.values }
  }

  /// What ends training between two batches. An interrupt waits for an update: gradients that wait
  /// for theirs are in no checkpoint.
  private func ending(updates: Bool) -> Ending? {
    if context.stopReason != nil { return .stopped }
    return updates && request.interrupt?.isRequested == true ? .interrupted : nil
  }

  /// What the epoch gave, on the held-out data, too.
  private func judge() throws -> EpochRecord {
    try learner.epochEnds(context.position.epoch + 1)
    if !learner.staysSameAfterEpochs { readLearner() }
    try callbacks.call(context) { try $0.evaluationBegins(context) }
    var values = context.tally.values
    context.epochValues = values
    if context.validation != nil || learner.judgesWithoutData {
      let engine = JudgeEngine(
        learner, context.validation, epoch: context.epoch, generator: request.generator)
      values += try learner.judge(engine).map { ("val_" + $0.name, $0.value) }
      context.epochValues = values
      try callbacks.call(context) { try $0.validationEnds(context) }
    }
    let seconds = context.position.seconds + began.duration(to: .now).seconds
    return EpochRecord(epoch: context.position.epoch + 1, values: values, seconds: seconds)
  }

  /// Records an epoch and writes the run; tells what ends training here.
  private func endEpoch(_ record: EpochRecord) throws -> Ending? {
    context.history.epochs.append(record)
    try callbacks.call(context) { try $0.epochEnds(context) }
    context.epochValues = nil
    try writer?.add(record)
    context.position.nextEpoch()
    leavePass()
    let isLast = context.position.epoch == context.epochs
    var ending: Ending?
    if context.stopReason != nil {
      ending = .stopped
    } else if request.interrupt?.isRequested == true, !isLast {
      ending = .interrupted
    }
    if let writer, isLast || ending != nil || writer.isDue(after: record) { try save(writer) }
    context.reporter.epochEnds(record)
    return ending
  }

  /// A checkpoint between two batches.
  private func saveWithinEpoch() throws {
    let now = ContinuousClock.now
    context.position.seconds += began.duration(to: now).seconds
    began = now
    context.position.tally = context.tally.state
    if let writer { try save(writer) }
  }

  private func save(_ writer: RunWriter) throws {
    try writer.save(source.state, generator: request.generator.state)
  }

  // MARK: The end

  private func end(_ ending: Ending) throws -> History {
    switch ending {
    case .interrupted:
      try callbacks.keepModel(context)
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

  /// What is left to do when training is over. The checkpoint holds what training would go on from;
  /// the model's file, what came of it.
  private func finish() throws -> History {
    context.history.stoppedBy = context.position.stoppedBy
    try callbacks.keepModel(context)
    try callbacks.call(context) { try $0.trainingEnds(context) }
    // Within an epoch the file stays as the last whole one left it. Where a callback ended the
    // first epoch there is none yet: it gets the weights that there are, where they are of use.
    let position = context.position
    guard let writer, position.step == 0 || (position.epoch == 0 && context.hasFiniteWeights) else {
      return context.history
    }
    // Where nothing was left to train, the model's file may be missing or cut.
    let isWhole = hasTrained && position.step == 0 || writer.hasWholeModel
    if !callbacks.isEmpty || !isWhole { try writer.writeModel() }
    return context.history
  }
}

extension TrainingLoop: UpdateWatcher {
  /// Shows the callbacks an update before it is made.
  func updateBegins(_ player: Player, _ parameters: [Parameter], _ gradients: [Tensor]) {
    if !context.parameters.elementsEqual(parameters, by: { $0.parameter === $1 }) {
      var names: [ObjectIdentifier: String] = [:]
      for (name, parameter) in context.namedParameters { names[ObjectIdentifier(parameter)] = name }
      context.parameters = parameters.map { (names[ObjectIdentifier($0)] ?? "?", $0) }
    }
    context.player = player
    context.gradients = gradients
    callbacks.beginUpdate(context)
    context.gradients = []
    context.player = nil
  }
}
