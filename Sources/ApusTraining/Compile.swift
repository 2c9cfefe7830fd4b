import ApusCore
import ApusData
import ApusNN

/// A model that keeps how it is trained, so that it can be used as in Keras: compile, fit, evaluate, predict.
///
/// ```swift
/// let model = Sequential {
///   Dense(512, activation: .relu)
///   Dropout(0.2)
///   Dense(10)
/// }
/// model.compile(optimizer: RMSprop(), loss: .sparseCategoricalCrossEntropy(fromLogits: true), metrics: [.accuracy])
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
  ///   losses: ["digit": .sparseCategoricalCrossEntropy(fromLogits: true), "size": .meanSquaredError],
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

  /// What ``compile(optimizer:loss:metrics:clipping:precision:)`` made; traps before it was called.
  public var trainer: SupervisedLearner {
    guard let trainer = training as? SupervisedLearner else {
      trap("fit: call compile(optimizer:loss:) first")
    }
    return trainer
  }

  /// Trains the model; see ``Trainer/fit(_:epochs:batchSize:validation:seed:run:checkpointEvery:callbacks:classWeights:sampleWeights:accumulationSteps:modelMetadata:reporter:interrupt:)``.
  @discardableResult
  public func fit(
    _ train: any Dataset, epochs: Int = 1, batchSize: Int = 32, validation: (any Dataset)? = nil,
    seed: UInt64? = 0, run: RunFolder? = nil, checkpointEvery: Int? = nil,
    callbacks: [any Callback] = [], classWeights: [Double]? = nil,
    sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    reporter: any Reporter = ConsoleReporter(), interrupt: Interrupt? = nil
  ) throws -> History {
    try trainer.fit(
      train, epochs: epochs, batchSize: batchSize, validation: validation, seed: seed, run: run,
      checkpointEvery: checkpointEvery, callbacks: callbacks, classWeights: classWeights,
      sampleWeights: sampleWeights, accumulationSteps: accumulationSteps, reporter: reporter,
      interrupt: interrupt)
  }

  /// Trains the model on tensors in memory: features [examples, …] and labels, integer classes [examples] or values.
  @discardableResult
  public func fit(
    _ features: Tensor, _ labels: Tensor, epochs: Int = 1, batchSize: Int = 32,
    validation: (features: Tensor, labels: Tensor)? = nil, seed: UInt64? = 0,
    callbacks: [any Callback] = [], classWeights: [Double]? = nil,
    sampleWeights: [Double]? = nil, accumulationSteps: Int = 1,
    reporter: any Reporter = ConsoleReporter()
  ) throws -> History {
    try fit(
      TensorDataset(features, labels), epochs: epochs, batchSize: batchSize,
      validation: validation.map { TensorDataset($0.features, $0.labels) }, seed: seed,
      callbacks: callbacks, classWeights: classWeights, sampleWeights: sampleWeights,
      accumulationSteps: accumulationSteps, reporter: reporter)
  }

  /// Loss and metrics on a data set.
  public func evaluate(_ dataset: any Dataset, batchSize: Int = 128) throws -> Evaluation {
    try trainer.evaluate(dataset, batchSize: batchSize)
  }

  /// Loss and metrics on tensors in memory.
  public func evaluate(_ features: Tensor, _ labels: Tensor) throws -> Evaluation {
    try evaluate(TensorDataset(features, labels))
  }

  /// The model's output in inference mode, batch by batch: [examples, …] for features [examples, …].
  public func predict(_ features: Tensor, batchSize: Int = 128) -> Tensor {
    withoutDerivatives {
      Mode.inference {
        guard features.rank > 0, features.shape[0] > batchSize else { return self(features) }
        var outputs: [Tensor] = []
        for start in stride(from: 0, to: features.shape[0], by: batchSize) {
          let end = min(start + batchSize, features.shape[0])
          outputs.append(self(features.sliced(axis: 0, from: start, to: end)))
        }
        return Tensor.concatenated(outputs, axis: 0)
      }
    }
  }
}
