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
  /// Where dropout and initializers draw from.
  public let generator: RandomGenerator

  /// A trainer of `model`; its parameters are made at the first use, from `generator`.
  public init(
    _ model: any Layer, optimizer: any Optimizer, loss: Loss, metrics: [any Metric] = [],
    generator: RandomGenerator = .current
  ) {
    self.model = model
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
    self.generator = generator
  }

  /// One step on one batch: forward, loss, gradients, update.
  ///
  /// - Returns: the loss over the batch, penalties included, and the model's output before the update.
  @discardableResult
  public func step(_ features: Tensor, _ labels: Tensor) -> (loss: Tensor, output: Tensor) {
    RandomGenerator.with(generator) {
      Mode.training {
        let parameters = trainableParameters(for: features)
        var output = Tensor(0)
        let (value, gradients) = valueAndGradient(at: parameters) {
          let (result, penalty) = penalty.collect { model(features) }
          output = result
          let value = loss(result, labels)
          return penalty.map { value + $0 } ?? value
        }
        optimizer.update(parameters, gradients, loss: value)
        constraints.apply()
        return (value, output.withoutDerivative)
      }
    }
  }

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
  ///   - modelMetadata: text to store with the model.
  ///   - reporter: what tells of the progress.
  ///   - interrupt: asks to stop; a checkpoint is written first.
  /// - Returns: loss and metrics of every epoch, those before a resumption included.
  /// - Throws: ``DataError``, ``FileError`` or ``TrainingError``; checkpoints already written stay.
  @discardableResult
  public func fit(
    _ train: any Dataset, epochs: Int, batchSize: Int = 32, validation: (any Dataset)? = nil,
    seed: UInt64? = 0, run: RunFolder? = nil, checkpointEvery: Int? = nil,
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
    let lock = try run?.lock()
    defer { withExtendedLifetime(lock) {} }
    let loader = DataLoader(train, batchSize: min(batchSize, train.count), shuffleSeed: seed)
    RandomGenerator.with(generator) { _ = model.build(train.featureShape) }
    allParameters = model.parameters
    var position = TrainingPosition(
      seed: seed, batchSize: batchSize, examples: train.count, threads: threadCount())
    var history = History()
    if let run, let saved = try newestCheckpoint(of: run, reporter) {
      position = try restore(saved.checkpoint, from: saved.file, expected: position)
      history = try run.history()
      history.epochs.removeAll { $0.epoch > position.epoch }
    }
    // A second call without a run goes on where the first ended, so its epochs have orders of their own.
    let earlierEpochs = run == nil ? epochsInMemory : 0
    var saved = ContinuousClock.now

    /// Puts everything of the run on the disk; the checkpoint comes last: where it exists, all else does.
    func save(_ run: RunFolder) throws {
      try run.write(history)
      if position.step == 0 { try writeModel(to: run.modelFile, metadata: modelMetadata) }
      try Checkpoint(
        position: position, generator: generator.state, model: model, optimizer: optimizer
      ).write(to: run.checkpointFile(step: position.totalSteps))
      try run.prune(keeping: 2)
      saved = .now
    }

    while position.epoch < epochs {
      let first = position.step
      var began = ContinuousClock.now
      let batches = loader.batches(epoch: earlierEpochs + position.epoch, from: first)
      reporter.epochBegins(position.epoch + 1, of: epochs, steps: batches.count, first: first)
      if first == 0 { for index in metrics.indices { metrics[index].reset() } }
      while let batch = try batches.next() {
        let (value, output) = step(batch.features, batch.labels)
        position.loss.add(perExample(value.item, batch.count), count: batch.count)
        for index in metrics.indices { metrics[index].update(output, batch.labels) }
        position.step += 1
        position.totalSteps += 1
        reporter.stepEnds(position.step) { trainingValues(position) }
        let isLast = position.step == batches.count
        let isInterrupted = interrupt?.isRequested == true && !isLast
        let isDue = checkpointEvery.map { position.totalSteps % $0 == 0 } ?? false
        if isInterrupted || (isDue && !isLast) {
          let now = ContinuousClock.now
          position.seconds += began.duration(to: now).seconds
          began = now
          position.metrics = metrics.map(\.state)
          if let run { try save(run) }
        }
        if isInterrupted {
          history.wasInterrupted = true
          return history
        }
      }
      var values = trainingValues(position)
      if let validation {
        let result = try evaluate(validation, batchSize: max(loader.batchSize, 128))
        values += result.values.map { ("val_" + $0.name, $0.value) }
      }
      let seconds = position.seconds + began.duration(to: .now).seconds
      let record = EpochRecord(epoch: position.epoch + 1, values: values, seconds: seconds)
      history.epochs.append(record)
      position.nextEpoch()
      if run == nil { epochsInMemory += 1 }
      let isInterrupted = interrupt?.isRequested == true && position.epoch < epochs
      // Epochs of milliseconds share a checkpoint: syncing the disk for each would take longer than training.
      let isLast = position.epoch == epochs || isInterrupted
      if let run, isLast || saved.duration(to: .now) > .seconds(1) || seconds > 1 { try save(run) }
      reporter.epochEnds(record)
      if isInterrupted {
        history.wasInterrupted = true
        return history
      }
    }
    return history
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

  private func trainingValues(_ position: TrainingPosition) -> [(name: String, value: Double)] {
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
