import ApusCore
import ApusData
import ApusNN

/// A model that keeps how it is trained, so that it can be used as in Keras: compile, fit,
/// evaluate, predict.
///
/// ```swift
/// let model = Sequential {
///   Dense(512, activation: .relu)
///   Dropout(0.2)
///   Dense(10)
/// }
/// model.compile(
///   optimizer: RMSprop(), loss: .sparseCategoricalCrossEntropy(fromLogits: true),
///   metrics: [.accuracy])
/// let history = try model.fit(train, epochs: 10, batchSize: 128, validation: test)
/// ```
extension Trainable {
  /// Says how the model is trained. Its parameters stay what they are.
  public func compile(
    optimizer: any Optimizer, loss: Loss, metrics: [MetricKind] = [],
    clipping: GradientClipping? = nil, precision: ProductPrecision = .float32
  ) {
    training = Trainer(
      self, optimizer: optimizer, loss: loss, metrics: metrics.map { $0.make() },
      clipping: clipping, precision: precision)
  }

  /// Says how a model with several outputs is trained: a loss for each, by the output's name.
  ///
  /// ```swift
  /// model.compile(
  ///   optimizer: Adam(),
  ///   losses: [
  ///     "digit": .sparseCategoricalCrossEntropy(fromLogits: true), "size": .meanSquaredError,
  ///   ],
  ///   lossWeights: ["size": 0.2], metrics: ["digit": [.accuracy]])
  /// ```
  ///
  /// Traps where the names are not those of the outputs.
  ///
  /// - Parameters:
  ///   - losses: what each output minimizes.
  ///   - lossWeights: what each loss counts for in the sum; 1 where nothing is said.
  ///   - metrics: what is measured of each output.
  public func compile(
    optimizer: any Optimizer, losses: KeyValuePairs<String, Loss>,
    lossWeights: [String: Double] = [:], metrics: [String: [MetricKind]] = [:],
    clipping: GradientClipping? = nil, precision: ProductPrecision = .float32
  ) {
    let names = losses.map(\.key)
    for name in Array(lossWeights.keys).sorted() + Array(metrics.keys).sorted() {
      require(names.contains(name), "compile: \"\(name)\" is none of \(names)")
    }
    training = SupervisedLearner(
      self, optimizer: optimizer,
      goals: losses.map { name, loss in
        OutputGoal(
          name, loss, weight: lossWeights[name] ?? 1,
          metrics: (metrics[name] ?? []).map { $0.make() })
      },
      clipping: clipping, precision: precision)
  }

  /// Says how a model with several outputs is trained: a loss for each, in the order of the
  /// outputs.
  ///
  /// Traps where there are not as many losses, weights or lists of metrics as outputs.
  ///
  /// - Parameters:
  ///   - losses: what each output minimizes.
  ///   - lossWeights: what each loss counts for in the sum; nil for 1.
  ///   - metrics: what is measured of each output; nil for nothing.
  public func compile(
    optimizer: any Optimizer, losses: [Loss], lossWeights: [Double]? = nil,
    metrics: [[MetricKind]]? = nil, clipping: GradientClipping? = nil,
    precision: ProductPrecision = .float32
  ) {
    let counts = [losses.count, lossWeights?.count, metrics?.count].compactMap { $0 }
    require(
      Set(counts).count == 1,
      "compile: \(counts) losses, weights, lists of metrics; give one for each output")
    training = SupervisedLearner(
      self, optimizer: optimizer,
      goals: losses.enumerated().map { place, loss in
        OutputGoal(
          nil, loss, weight: lossWeights?[place] ?? 1,
          metrics: (metrics?[place] ?? []).map { $0.make() })
      },
      clipping: clipping, precision: precision)
  }

  /// What ``compile(optimizer:loss:metrics:clipping:precision:)`` made; traps before it was called.
  public var trainer: SupervisedLearner {
    guard let trainer = training as? SupervisedLearner else {
      trap("fit: call compile(optimizer:loss:) first")
    }
    return trainer
  }

  /// What `compile` made; throws before it was called.
  func compiled() throws -> SupervisedLearner {
    guard let trainer = training as? SupervisedLearner else {
      throw TrainingError("the model is not compiled: call compile(optimizer:loss:) first")
    }
    return trainer
  }

  /// Trains the model; with `validationSplit` the last examples, that share of them, are held out
  /// to evaluate on after each epoch, as Keras does. See ``Trainer``'s `fit`.
  @discardableResult
  public func fit(
    _ train: any Dataset, epochs: Int = 1, batchSize: Int = 32, validation: (any Dataset)? = nil,
    validationSplit: Double? = nil, seed: UInt64? = 0, run: RunFolder? = nil,
    checkpointEvery: Int? = nil, callbacks: [any Callback] = [], classWeights: [Double]? = nil,
    sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    reporter: any Reporter = ConsoleReporter(), interrupt: Interrupt? = nil
  ) throws -> History {
    let trainer = try compiled()
    let parts = try ValidationSplit(train, validation, share: validationSplit, sampleWeights)
    return try trainer.fit(
      parts.train, epochs: epochs, batchSize: batchSize, validation: parts.validation, seed: seed,
      run: run, checkpointEvery: checkpointEvery, callbacks: callbacks,
      classWeights: classWeights, sampleWeights: parts.sampleWeights,
      accumulationSteps: accumulationSteps, reporter: reporter, interrupt: interrupt)
  }

  /// Trains the model on tensors in memory: features [examples, …] and labels, integer classes
  /// [examples, …] or values.
  @discardableResult
  public func fit(
    _ features: Tensor, _ labels: Tensor, epochs: Int = 1, batchSize: Int = 32,
    validation: (features: Tensor, labels: Tensor)? = nil, validationSplit: Double? = nil,
    seed: UInt64? = 0, run: RunFolder? = nil, checkpointEvery: Int? = nil,
    callbacks: [any Callback] = [], classWeights: [Double]? = nil,
    sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    reporter: any Reporter = ConsoleReporter(), interrupt: Interrupt? = nil
  ) throws -> History {
    try fit(
      Self.examples(features, labels), epochs: epochs, batchSize: batchSize,
      validation: validation.map { try Self.examples($0.features, $0.labels) },
      validationSplit: validationSplit, seed: seed, run: run, checkpointEvery: checkpointEvery,
      callbacks: callbacks, classWeights: classWeights, sampleWeights: sampleWeights,
      accumulationSteps: accumulationSteps, reporter: reporter, interrupt: interrupt)
  }

  /// The data set of two tensors; throws where they are none.
  private static func examples(_ features: Tensor, _ labels: Tensor) throws -> TensorDataset {
    if let problem = TensorDataset.problem(features, labels) { throw TrainingError(problem) }
    return TensorDataset(features, labels)
  }

  /// Loss and metrics on a data set.
  public func evaluate(_ dataset: any Dataset, batchSize: Int = 128) throws -> Evaluation {
    try compiled().evaluate(dataset, batchSize: batchSize)
  }

  /// Loss and metrics on tensors in memory.
  public func evaluate(_ features: Tensor, _ labels: Tensor) throws -> Evaluation {
    try evaluate(Self.examples(features, labels))
  }
}

extension Layer {
  /// The model's output in inference mode for all examples of a data set, in their order.
  ///
  /// - Throws: ``DataError`` where an example cannot be read, `ConfigurationError` where the model
  ///   cannot take one.
  public func predict(_ dataset: any Dataset, batchSize: Int = 128) throws -> Tensor {
    try predicted(dataset, batchSize) { [try predict($0.features, batchSize: batchSize)] }[0]
  }
}

/// What `predict` gives for the batches of a data set, in the order of its examples.
func predicted(
  _ dataset: any Dataset, _ batchSize: Int, _ predict: (Batch) throws -> [Tensor]
) throws -> [Tensor] {
  try checkBatchSize(batchSize)
  guard dataset.count > 0 else { throw TrainingError("there are no examples to predict") }
  var parts: [[Tensor]] = []
  let batches = DataLoader(dataset, batchSize: batchSize).batches(epoch: 0)
  while let batch = try batches.next() { parts.append(try predict(batch)) }
  return joinedBatches(parts)
}
