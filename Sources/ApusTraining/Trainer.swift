import ApusCore
import ApusData
import ApusInterop
import ApusNN
import Foundation

/// How well a model does on a data set.
public struct Evaluation: Sendable, Equatable {
  /// The mean loss over the examples.
  public var loss: Double
  /// The metrics, in the trainer's order.
  public var metrics: [(name: String, value: Double)]

  /// The metric of that name.
  public subscript(name: String) -> Double? {
    name == "loss" ? loss : metrics.first { $0.name == name }?.value
  }

  /// Loss and metrics.
  public var values: [(name: String, value: Double)] { [("loss", loss)] + metrics }

  /// Whether both are equal in every part.
  public static func == (a: Evaluation, b: Evaluation) -> Bool {
    a.loss == b.loss && a.metrics.elementsEqual(b.metrics, by: ==)
  }
}

/// Trains a model: forward, loss, backward and update, batch by batch, epoch by epoch.
///
/// `compile` and `fit` of ``Sequential`` and ``Model`` are shorthands for it; models of your own classes use it directly:
///
/// ```swift
/// let trainer = Trainer(model, optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
/// let history = try trainer.fit(train, epochs: 10, batchSize: 32, validation: test)
/// ```
public final class Trainer {
  /// The model.
  public let model: any Layer
  /// What changes its parameters.
  public let optimizer: any Optimizer
  /// What it minimizes.
  public let loss: Loss
  /// What is measured beside the loss.
  public var metrics: [any Metric]
  /// How gradients are shortened before each update; nil leaves them as they are.
  public let clipping: GradientClipping?
  /// Where dropout and initializers draw from.
  public let generator: RandomGenerator

  /// A trainer of `model`; its parameters are made at the first use, from `generator`.
  public init(
    _ model: any Layer, optimizer: any Optimizer, loss: Loss, metrics: [any Metric] = [],
    clipping: GradientClipping? = nil, generator: RandomGenerator = .current
  ) {
    self.model = model
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
    self.clipping = clipping
    self.generator = generator
  }

  /// One step on one batch: forward, loss, gradients, update.
  ///
  /// - Parameter weights: what each example counts for, [examples]; nil for 1.
  /// - Returns: the loss over the batch, penalties included, and the model's output before the update.
  @discardableResult
  public func step(
    _ features: Tensor, _ labels: Tensor, weights: Tensor? = nil
  ) -> (loss: Tensor, output: Tensor) {
    let parameters = trainableParameters(for: features)
    let result = gradients(at: parameters, features, labels, weights)
    update(parameters, result.gradients, loss: result.loss)
    return (result.loss, result.output)
  }

  /// The loss of a batch, its gradients and the model's output.
  private func gradients(
    at parameters: [Parameter], _ features: Tensor, _ labels: Tensor, _ weights: Tensor?
  ) -> (loss: Tensor, gradients: [Tensor], output: Tensor) {
    RandomGenerator.with(generator) {
      Mode.training {
        var output = Tensor(0)
        let (value, gradients) = valueAndGradient(at: parameters) {
          let (result, penalty) = penalty.collect { model(features) }
          output = result
          let value = loss(
            result, labels, sampleWeights: weights?.broadcast(toLossesOf: result))
          return penalty.map { value + $0 } ?? value
        }
        return (value, gradients, output.withoutDerivative)
      }
    }
  }

  /// Changes the parameters by their gradients.
  private func update(_ parameters: [Parameter], _ gradients: [Tensor], loss: Tensor) {
    let gradients = clipping.map { clip in withoutDerivatives { clip(gradients) } } ?? gradients
    if callbacks.wantSteps, let context {
      if !context.parameters.elementsEqual(parameters, by: { $0.parameter === $1 }) {
        context.parameters = model.namedParameters.filter(\.parameter.isTrainable)
      }
      context.gradients = gradients
      callbacks.beginUpdate(context)
      context.gradients = []
    }
    RandomGenerator.with(generator) {
      Mode.training {
        optimizer.update(parameters, gradients, loss: loss)
        constraints.apply()
      }
    }
  }

  /// Gradients of several batches for one update.
  private struct Accumulated {
    var gradients: [Tensor] = []
    var loss: Tensor?
    var examples = 0
  }
  private var accumulated = Accumulated()

  /// One batch of several for one update: for a mean each counts by its examples, so that together they are as one
  /// large batch; sums are added.
  private func accumulate(
    _ batch: Batch, _ weights: Tensor?, updates: Bool
  ) -> (loss: Tensor, output: Tensor) {
    let parameters = trainableParameters(for: batch.features)
    let result = gradients(at: parameters, batch.features, batch.labels, weights)
    let factor = loss.reduction == .mean ? Double(batch.count) : 1
    withoutDerivatives {
      let parts = result.gradients.map { $0 * factor }
      let isFirst = accumulated.gradients.isEmpty
      accumulated.gradients = isFirst ? parts : zip(accumulated.gradients, parts).map { $0 + $1 }
      let part = result.loss * factor
      accumulated.loss = accumulated.loss.map { $0 + part } ?? part
      accumulated.examples += batch.count
      guard updates, let sum = accumulated.loss else { return }
      let divisor = loss.reduction == .mean ? Double(accumulated.examples) : 1
      let gradients = accumulated.gradients.map { $0 / divisor }
      accumulated = Accumulated()
      update(parameters, gradients, loss: sum / divisor)
    }
    return (result.loss, result.output)
  }

  /// The callbacks of the `fit` that is going on, and what they see of it.
  private var callbacks = CallbackList()
  private var context: TrainingContext?

  // What a step needs of the model, found once.
  private var allParameters: [Parameter] = []
  private lazy var penalty = Penalty(of: model)
  private lazy var constraints = Constraints(of: model)

  private func trainableParameters(for features: Tensor) -> [Parameter] {
    if allParameters.isEmpty {
      model.build(features.shape.removing(0))
      allParameters = model.parameters
    }
    return allParameters.filter(\.isTrainable)
  }

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
  /// - Throws: ``DataError``, ``FileError`` or ``TrainingError``; checkpoints already written stay.
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
    let lock = try run?.lock()
    defer { withExtendedLifetime(lock) {} }
    let loader = DataLoader(train, batchSize: min(batchSize, train.count), shuffleSeed: seed)
    RandomGenerator.with(generator) { _ = model.build(train.featureShape) }
    allParameters = model.parameters
    accumulated = Accumulated()
    let context = TrainingContext(
      self, epochs: epochs, run: run, modelMetadata: modelMetadata, reporter: reporter,
      position: TrainingPosition(
        seed: seed, batchSize: batchSize, examples: train.count, threads: threadCount(),
        accumulationSteps: accumulationSteps))
    self.context = context
    self.callbacks = CallbackList(callbacks)
    defer {
      self.context = nil
      self.callbacks = CallbackList()
    }
    var states: [String: CallbackState] = [:]
    if let run, let saved = try newestCheckpoint(of: run, reporter) {
      context.position = try restore(saved.checkpoint, from: saved.file, expected: context.position)
      context.history = try run.history()
      context.history.epochs.removeAll { $0.epoch > context.position.epoch }
      states = saved.checkpoint.callbacks
    }
    try self.callbacks.begin(context, from: states)
    // A second call without a run goes on where the first ended, so its epochs have orders of their own.
    let earlierEpochs = run == nil ? epochsInMemory : 0
    var saved = ContinuousClock.now

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
      if let run, !callbacks.isEmpty, context.position.step == 0 {
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

  private var epochsInMemory = 0

  private func checkLoss() throws {
    guard loss.reduction != .none else {
      throw TrainingError(
        "the loss \(loss.name) is not reduced, but training needs one number; use reduction mean or sum"
      )
    }
  }

  /// What a batch's loss says of one example: a sum is divided, so that its mean does not depend on the batch size.
  private func perExample(_ value: Double, _ count: Int) -> Double {
    loss.reduction == .sum ? value / Double(count) : value
  }

  /// Loss and metrics so far in an epoch.
  func trainingValues(_ position: TrainingPosition) -> [(name: String, value: Double)] {
    [("loss", position.loss.value)] + metrics.map { ($0.name, $0.value) }
  }

  /// The newest checkpoint that is whole; one that is cut short gives way to the one before it.
  private func newestCheckpoint(
    of run: RunFolder, _ reporter: any Reporter
  ) throws -> (checkpoint: Checkpoint, file: String)? {
    var problem: FileError?
    for file in try run.checkpoints().reversed() {
      do {
        let checkpoint = try Checkpoint(contentsOf: file)
        if let problem { reporter.note("\(problem.path) is damaged; going on from \(file)") }
        return (checkpoint, file)
      } catch let error as FileError {
        problem = problem ?? error
      }
    }
    if let problem { throw problem }
    return nil
  }

  private func restore(
    _ checkpoint: Checkpoint, from file: String, expected: TrainingPosition
  ) throws -> TrainingPosition {
    let position = checkpoint.position
    func refuse(_ what: String, _ then: String, _ now: String) -> TrainingError {
      TrainingError(
        "\(file) was written with \(what) \(then), not \(now): the run could not end in the same weights; go on with what it began with"
      )
    }
    if position.batchSize != expected.batchSize {
      throw refuse("batch size", "\(position.batchSize)", "\(expected.batchSize)")
    }
    if position.examples != expected.examples {
      throw refuse("examples", "\(position.examples)", "\(expected.examples)")
    }
    if position.seed != expected.seed {
      let text = { (seed: UInt64?) in seed.map(String.init) ?? "none" }
      throw refuse("seed", text(position.seed), text(expected.seed))
    }
    guard (0...4096).contains(position.threads) else {
      throw FileError(
        file, "is damaged: \(position.threads) threads; delete it to go on from the one before")
    }
    // The last bits depend on the number of threads, so the run keeps the one it began with.
    setThreadCount(max(1, position.threads))
    if position.accumulationSteps ?? 1 != expected.accumulationSteps ?? 1 {
      throw refuse(
        "accumulation steps", "\(position.accumulationSteps ?? 1)",
        "\(expected.accumulationSteps ?? 1)")
    }
    let optimizerName = optimizer.configuration.name
    guard checkpoint.optimizerName == optimizerName else {
      throw refuse("optimizer", checkpoint.optimizerName, optimizerName)
    }
    try model.setWeights(checkpoint.parameters, from: file)
    do {
      try optimizer.restore(checkpoint.optimizer, of: model.namedParameters)
    } catch {
      throw FileError(file, "does not fit the optimizer: \(error)")
    }
    // Callbacks may have changed it.
    if let rate = checkpoint.learningRate { optimizer.learningRate = rate }
    generator.state = checkpoint.generator
    for (index, state) in position.metrics.enumerated() where index < metrics.count {
      metrics[index].state = state
    }
    return position
  }

  /// Loss, with the penalties of the weights, and metrics on a data set, in inference mode.
  ///
  /// - Throws: ``DataError`` where an example cannot be read.
  public func evaluate(_ dataset: any Dataset, batchSize: Int = 128) throws -> Evaluation {
    try checkLoss()
    var mean = RunningMean()
    var fresh = metrics
    for index in fresh.indices { fresh[index].reset() }
    let batches = DataLoader(dataset, batchSize: batchSize).batches(epoch: 0)
    while let batch = try batches.next() {
      let output = predict(batch.features)
      let value = perExample(loss(output, batch.labels).item, batch.count)
      mean.add(value, count: batch.count)
      for index in fresh.indices { fresh[index].update(output, batch.labels) }
    }
    let penalty = penalty.weights()?.item ?? 0
    return Evaluation(loss: mean.value + penalty, metrics: fresh.map { ($0.name, $0.value) })
  }

  /// The model's output in inference mode.
  public func predict(_ features: Tensor) -> Tensor {
    withoutDerivatives {
      RandomGenerator.with(generator) { Mode.inference { model(features) } }
    }
  }

  /// Writes the weights, with this text as metadata, as a safetensors file.
  public func writeModel(to path: String, metadata: [String: String] = [:]) throws {
    try Safetensors(tensors: model.weights, metadata: metadata).write(to: path)
  }
}
