import ApusCore
import ApusData
import ApusInterop
import ApusNN

/// A model that learns to give targets for inputs: the learner that `compile` and `fit` make.
///
/// ```swift
/// let learner = SupervisedLearner(
///   model, optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: true))
/// let history = try learner.fit(train, epochs: 10, batchSize: 32, validation: test)
/// ```
///
/// A functional model may have several inputs and outputs: each output has a loss, a weight and
/// metrics; the sum of the weighted losses is minimized and reported as `loss`, each of several as
/// `NAME_loss`, metrics as `NAME_accuracy`.
public final class SupervisedLearner: Learner {
  /// The model.
  public let model: any Layer
  /// What changes its parameters.
  public let optimizer: any Optimizer
  /// What each output is trained for, in the order of the outputs.
  public private(set) var goals: [OutputGoal]
  /// How gradients are shortened before each update; nil leaves them as they are.
  public let clipping: GradientClipping?
  /// Where dropout and initializers draw from.
  public let generator: RandomGenerator
  /// The precision of products and convolutions in training steps; weights are float32 in any, and
  /// so is prediction.
  public let precision: ProductPrecision

  let doors: ModelDoors
  private let reduction: Reduction
  private lazy var penalty = Penalty(of: model)
  /// For steps by hand.
  private lazy var engine = StepEngine(players, generator: generator, precision: precision)
  /// Epochs done by calls of `fit` without a run.
  private var epochsInMemory = 0

  /// A learner of a model with one output; its parameters are made at the first use, from
  /// `generator`.
  public convenience init(
    _ model: any Layer, optimizer: any Optimizer, loss: Loss, metrics: [any Metric] = [],
    clipping: GradientClipping? = nil, precision: ProductPrecision = .float32,
    generator: RandomGenerator = .current
  ) {
    self.init(
      model, optimizer: optimizer, goals: [OutputGoal(nil, loss, metrics: metrics)],
      clipping: clipping, precision: precision, generator: generator)
  }

  /// A learner of a model with several outputs. Traps where a goal names none of them, or their
  /// number differs.
  ///
  /// - Parameter goals: what each output is trained for, by name or in order.
  public init(
    _ model: any Layer, optimizer: any Optimizer, goals: [OutputGoal],
    clipping: GradientClipping? = nil, precision: ProductPrecision = .float32,
    generator: RandomGenerator = .current
  ) {
    let doors = ModelDoors(model)
    let names = doors.outputNames
    require(
      goals.count == names.count,
      "compile: \(goals.count) losses for \(names.count) outputs (\(names.joined(separator: ", ")))"
    )
    for goal in goals {
      require(
        goal.name.map(names.contains) ?? true || names.count == 1,
        "compile: no output \"\(goal.name ?? "")\"; there are \(names.joined(separator: ", "))")
    }
    self.model = model
    self.optimizer = optimizer
    let isNamed = names.count > 1 && goals.allSatisfy { $0.name != nil }
    self.goals =
      isNamed ? names.compactMap { name in goals.first { $0.name == name } } : goals
    require(self.goals.count == names.count, "compile: an output is named twice")
    self.clipping = clipping
    self.generator = generator
    self.precision = precision
    self.doors = doors
    reduction = goals[0].loss.reduction
  }

  /// The loss of the first output.
  public var loss: Loss { goals[0].loss }

  /// What is measured of the first output.
  public var metrics: [any Metric] {
    get { goals[0].metrics }
    set { goals[0].metrics = newValue }
  }

  // MARK: Learner

  /// The network `model`.
  public var networks: [Network] { [Network("model", model)] }
  /// True: what grows during training is a learner of its own.
  public var staysSameAfterEpochs: Bool { true }
  /// The player `optimizer`.
  public var players: [Player] { [Player(optimizer, moves: [model], clipping: clipping)] }

  /// The metrics of all outputs; those of several outputs have the output's name before theirs.
  public var measures: [Measure] {
    if goals.count == 1 { return goals[0].metrics.map { .metric($0) } }
    return zip(doors.outputNames, goals).flatMap { name, goal in
      goal.metrics.map {
        Measure.metric($0, named: "\(name)_\($0.name)", output: name, target: name)
      }
    }
  }

  /// Declares the model's parameters by the shapes of the data, and looks at what the data holds.
  ///
  /// - Throws: ``TrainingError`` where the loss is not reduced or inputs and outputs do not go with
  ///   the data; `ConfigurationError` where an example holds an index that the model has no vector
  ///   for.
  public func prepare(_ source: any Source) throws {
    try checkLoss()
    let loader = (source as? LoaderSource)?.loader
    try checkFields(source.inputs, source.targets, count: loader?.batchSize)
    if let loader { try checkIndices(of: loader.dataset) }
  }

  /// One step: forward, losses, gradients, update.
  public func step(_ batch: Batch, _ engine: StepEngine) throws -> Report {
    let (total, parts, outputs) = try minimize(batch, engine)
    return report(total, parts, outputs.mapTensors(\.withoutDerivative), batch)
  }

  /// Updates by the losses of a batch; gives their weighted sum, each of several, and the outputs
  /// before the update.
  private func minimize(
    _ batch: Batch, _ engine: StepEngine
  ) throws -> (total: Tensor, parts: [Tensor], outputs: Values) {
    var outputs = Values()
    var parts: [Tensor] = []
    let total = try engine.minimize(reduction: reduction) {
      let result = doors.masked(batch.inputs)
      try checkLabels(batch.targets, of: result.outputs)
      let (sum, single) = loss(of: result.outputs, batch.leavingOut(result.mask, reduction))
      // What measures read is of the step's own evaluation.
      if !engine.isReevaluating { (outputs, parts) = (result.outputs, single) }
      return sum
    }
    return (total, parts, outputs)
  }

  /// Losses and outputs, in inference mode.
  public func evaluate(_ batch: Batch) throws -> Report {
    try doors.check(batch.inputs)
    let (outputs, mask) = doors.masked(batch.inputs)
    try checkLabels(batch.targets, of: outputs)
    let (sum, parts) = loss(of: outputs, batch.leavingOut(mask, reduction))
    var report = report(sum, parts, outputs, batch)
    if let penalty = penalty.weights() { report.shift("loss", by: penalty.item) }
    return report
  }

  /// The weighted sum of the outputs' losses, and each of several.
  func loss(of outputs: Values, _ batch: Batch) -> (sum: Tensor, parts: [Tensor]) {
    if goals.count == 1 {
      let output = outputs[0]
      let loss = goals[0].loss(
        output, batch.labels, sampleWeights: batch.weights?.broadcast(toLossesOf: output))
      return (goals[0].weight == 1 ? loss : loss * goals[0].weight, [])
    }
    let parts = zip(zip(outputs.tensors, doors.targets(batch.targets)), goals).map { pair, goal in
      goal.loss(
        pair.0, pair.1, sampleWeights: batch.weights?.broadcast(toLossesOf: pair.0))
    }
    let weighted = zip(parts, goals).map { $1.weight == 1 ? $0 : $0 * $1.weight }
    return (weighted.dropFirst().reduce(weighted[0], +), parts)
  }

  private func report(
    _ total: Tensor, _ parts: [Tensor], _ outputs: Values, _ batch: Batch
  ) -> Report {
    /// What a batch's loss says of one example: a sum is divided, so that its mean does not depend
    /// on the batch size.
    func perExample(_ loss: Tensor) -> Tensor {
      reduction == .sum ? loss.withoutDerivative / Double(batch.count) : loss
    }
    var report = Report("loss", perExample(total), outputs: outputs)
    for (name, part) in zip(doors.outputNames, parts) {
      report.add("\(name)_loss", perExample(part.withoutDerivative))
    }
    return report
  }

  private func checkLoss() throws {
    for goal in goals where goal.loss.reduction == .none {
      throw TrainingError(
        """
        the loss \(goal.loss.name) is not reduced, but training needs one number; use reduction \
        mean or sum
        """
      )
    }
    guard goals.allSatisfy({ $0.loss.reduction == reduction }) else {
      throw TrainingError("the outputs' losses are reduced differently; use mean or sum for all")
    }
  }

  /// Throws where an example holds an index that the model has no vector for: before training, not
  /// in the midst of it.
  private func checkIndices(of dataset: any Dataset) throws {
    guard model.inputIndexCount != nil else { return }
    let all = Array(0..<dataset.count)
    for first in stride(from: 0, to: all.count, by: 4096) {
      let batch = try dataset.batch(at: all[first..<min(first + 4096, all.count)])
      try model.checkIndices(batch.features, from: first)
    }
  }

  // MARK: Training

  /// One step on one batch, by hand: forward, loss, gradients, update.
  ///
  /// - Parameter weights: what each example counts for, [examples]; nil for 1.
  /// - Returns: the loss over the batch, penalties included, and the first output before the
  ///   update.
  @discardableResult
  public func step(
    _ features: Tensor, _ labels: Tensor, weights: Tensor? = nil
  ) -> (loss: Tensor, output: Tensor) {
    var batch = Batch(features: features, labels: labels)
    batch.weights = weights
    do {
      let (loss, _, outputs) = try engine.scoped(on: batch) { try minimize(batch, engine) }
      return (loss, outputs[0].withoutDerivative)
    } catch {
      trap("step: \(error)")
    }
  }

  /// Trains until `epochs` epochs are done, counted from the beginning.
  ///
  /// - Parameters:
  ///   - train: the examples.
  ///   - epochs: how often to go through them all.
  ///   - batchSize: examples a step; Keras's 32 by default.
  ///   - validation: examples to evaluate on after each epoch.
  ///   - seed: what the order of examples depends on; nil keeps the data set's order.
  ///   - run: a folder for checkpoints, metrics and the model; nil keeps everything in memory. If
  ///     it holds a checkpoint, training goes on from there, to the same weights as if it had not
  ///     stopped.
  ///   - checkpointEvery: steps between checkpoints beside the one after each epoch.
  ///   - callbacks: what watches training and acts on it, called in this order.
  ///   - classWeights: what the examples of each class count for in the loss; nil for 1.
  ///   - sampleWeights: what each example counts for, in the data set's order; nil for 1. With
  ///     class weights, times these.
  ///   - accumulationSteps: how many batches make one update: their gradients are those of one
  ///     large batch. The last update of an epoch has what is left. Checkpoints are written after
  ///     updates.
  ///   - modelMetadata: text to store with the model.
  ///   - reporter: shows the progress.
  ///   - interrupt: asks to stop; a checkpoint is written first.
  /// - Returns: loss and metrics of every epoch, those before a resumption included.
  /// - Throws: ``DataError``, ``FileError`` or ``TrainingError``, and `ConfigurationError` for an
  ///   index that the model has no vector for; checkpoints already written stay.
  @discardableResult
  public func fit(
    _ train: any Dataset, epochs: Int, batchSize: Int = 32, validation: (any Dataset)? = nil,
    seed: UInt64? = 0, run: RunFolder? = nil, checkpointEvery: Int? = nil,
    callbacks: [any Callback] = [], classWeights: [Double]? = nil,
    sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    modelMetadata: [String: String] = [:], reporter: any Reporter = ConsoleReporter(),
    interrupt: Interrupt? = nil
  ) throws -> History {
    try fit(
      train, epochs: epochs, batchSize: batchSize, validation: validation, seed: seed, run: run,
      lock: nil, checkpointEvery: checkpointEvery, callbacks: callbacks,
      classWeights: classWeights, sampleWeights: sampleWeights,
      accumulationSteps: accumulationSteps, modelMetadata: modelMetadata, reporter: reporter,
      interrupt: interrupt)
  }

  /// The same, where the caller holds the run's lock.
  package func fit(
    _ train: any Dataset, epochs: Int, batchSize: Int, validation: (any Dataset)?, seed: UInt64?,
    run: RunFolder?, lock: FileLock?, checkpointEvery: Int?, callbacks: [any Callback],
    classWeights: [Double]?, sampleWeights: [Double]?, accumulationSteps: Int,
    modelMetadata: [String: String], reporter: any Reporter, interrupt: Interrupt?
  ) throws -> History {
    guard batchSize > 0 else {
      throw TrainingError("the batch size must be at least 1, not \(batchSize)")
    }
    guard train.count > 0 else { throw TrainingError("there are no examples to train on") }
    if let validation {
      guard validation.count > 0 else {
        throw TrainingError("the validation set has no examples; leave it out or give it some")
      }
      try RandomGenerator.with(generator) {
        for part in [train, validation] {
          try checkFields(part.inputs, part.targets, count: min(batchSize, part.count))
        }
      }
      try checkIndices(of: validation)
    }
    let weighted = try train.weighted(examples: sampleWeights, classes: classWeights)
    let loader = DataLoader(
      weighted, batchSize: min(batchSize, train.count), shuffleSeed: seed)
    // A second call without a run goes on where the first ended, so its epochs have orders of their
    // own.
    let source = LoaderSource(loader, epochOffset: run == nil ? epochsInMemory : 0)
    let history = try TrainingLoop.run(
      self,
      FitRequest(
        source: source, epochs: epochs,
        validation: validation.map {
          LoaderSource(.judging($0, besideBatchesOf: loader.batchSize))
        },
        seed: seed, run: run, lock: lock, checkpointEvery: checkpointEvery,
        callbacks: callbacks, accumulationSteps: accumulationSteps,
        modelMetadata: modelMetadata, generator: generator, precision: precision,
        reporter: reporter, interrupt: interrupt))
    if run == nil { epochsInMemory += history.epochs.count }
    return history
  }

  /// Loss, with the penalties of the weights, and metrics on a data set, in inference mode.
  ///
  /// - Throws: ``TrainingError`` where there are no examples, ``DataError`` where one cannot be
  ///   read, `ConfigurationError` where one holds an index that the model has no vector for.
  public func evaluate(_ dataset: any Dataset, batchSize: Int = 128) throws -> Evaluation {
    try checkLoss()
    guard dataset.count > 0 else { throw TrainingError("there are no examples to evaluate on") }
    try RandomGenerator.with(generator) {
      try checkFields(dataset.inputs, dataset.targets, count: min(batchSize, dataset.count))
    }
    try checkIndices(of: dataset)
    let source = LoaderSource(DataLoader(dataset, batchSize: batchSize))
    return Evaluation(
      values: try judge(JudgeEngine(self, source, epoch: 0, generator: generator)))
  }

  /// The model's output in inference mode; of several, the first.
  public func predict(_ features: Tensor) -> Tensor {
    predict(Values(features, named: Field.features))[0]
  }

  /// The model's outputs in inference mode.
  public func predict(_ inputs: Values) -> Values {
    withoutDerivatives { RandomGenerator.with(generator) { Mode.inference { doors(inputs) } } }
  }

  /// Writes the weights, with this text as metadata, as a safetensors file.
  public func writeModel(to path: String, metadata: [String: String] = [:]) throws {
    try Safetensors(tensors: model.weights, metadata: metadata).write(to: path)
  }
}

extension Batch {
  /// This batch, whose losses at times where `mask`, [examples, times], is false count for nothing:
  /// a mean is one over the other times, as Keras has it.
  fileprivate func leavingOut(_ mask: Tensor?, _ reduction: Reduction) -> Batch {
    guard let mask else { return self }
    return withoutDerivatives {
      var factors = mask.cast(to: .float32)
      if reduction == .mean {
        factors = factors * (Double(mask.elementCount) / max(factors.sum().item, 1))
      }
      var batch = self
      batch.weights =
        batch.weights.map { weights in
          (weights.rank < 2 ? weights.reshaped(to: [weights.elementCount, 1]) : weights) * factors
        } ?? factors
      return batch
    }
  }
}

/// The name of earlier versions.
public typealias Trainer = SupervisedLearner

extension Tensor {
  /// These weights [examples] or [examples, times] in the rank that losses of `output` have, whose
  /// last axis a loss reduces.
  fileprivate func broadcast(toLossesOf output: Tensor) -> Tensor {
    let missing = output.rank - 1 - rank
    guard missing > 0 else { return self }
    return reshaped(to: shape.array + [Int](repeating: 1, count: missing))
  }
}
