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
  /// The precision of products and convolutions in training steps; weights are float32 in any, and so is prediction.
  public let precision: ProductPrecision
  /// The lock of the run that is trained, where the caller holds it already.
  package var runLock: FileLock?

  /// A trainer of `model`; its parameters are made at the first use, from `generator`.
  public init(
    _ model: any Layer, optimizer: any Optimizer, loss: Loss, metrics: [any Metric] = [],
    clipping: GradientClipping? = nil, precision: ProductPrecision = .float32,
    generator: RandomGenerator = .current
  ) {
    self.model = model
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
    self.clipping = clipping
    self.generator = generator
    self.precision = precision
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
  func gradients(
    at parameters: [Parameter], _ features: Tensor, _ labels: Tensor, _ weights: Tensor?
  ) -> (loss: Tensor, gradients: [Tensor], output: Tensor) {
    RandomGenerator.with(generator) {
      Mode.training {
        var output = Tensor(0)
        let (value, gradients) = precision {
          valueAndGradient(at: parameters) {
            let (result, penalty) = penalty.collect { model(features) }
            output = result
            let value = loss(
              result, labels, sampleWeights: weights?.broadcast(toLossesOf: result))
            return penalty.map { value + $0 } ?? value
          }
        }
        return (value, gradients, output.withoutDerivative)
      }
    }
  }

  /// Changes the parameters by their gradients.
  func update(_ parameters: [Parameter], _ gradients: [Tensor], loss: Tensor) {
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

  /// The callbacks of the `fit` that is going on, and what they see of it.
  var callbacks = CallbackList()
  var context: TrainingContext?

  // What a step needs of the model, found once.
  var allParameters: [Parameter] = []
  private lazy var penalty = Penalty(of: model)
  private lazy var constraints = Constraints(of: model)

  func trainableParameters(for features: Tensor) -> [Parameter] {
    if allParameters.isEmpty {
      model.build(features.shape.removing(0))
      allParameters = model.parameters
    }
    return allParameters.filter(\.isTrainable)
  }

  /// Epochs done by calls of `fit` without a run.
  var epochsInMemory = 0
  /// Gradients that wait for their update.
  var accumulated = Accumulated()

  /// Throws where an example holds an index that the model has no vector for: before training, not in the midst of it.
  func checkIndices(of dataset: any Dataset) throws {
    guard model.inputIndexCount != nil else { return }
    let all = Array(0..<dataset.count)
    for first in stride(from: 0, to: all.count, by: 4096) {
      let batch = try dataset.batch(at: all[first..<min(first + 4096, all.count)])
      try model.checkIndices(batch.features, from: first)
    }
  }

  func checkLoss() throws {
    guard loss.reduction != .none else {
      throw TrainingError(
        "the loss \(loss.name) is not reduced, but training needs one number; use reduction mean or sum"
      )
    }
  }

  /// What a batch's loss says of one example: a sum is divided, so that its mean does not depend on the batch size.
  func perExample(_ value: Double, _ count: Int) -> Double {
    loss.reduction == .sum ? value / Double(count) : value
  }

  /// Loss, with the penalties of the weights, and metrics on a data set, in inference mode.
  ///
  /// - Throws: ``DataError`` where an example cannot be read, `ConfigurationError` where it holds an index that the model
  ///   has no vector for.
  public func evaluate(_ dataset: any Dataset, batchSize: Int = 128) throws -> Evaluation {
    try checkLoss()
    var mean = RunningMean()
    var fresh = metrics
    for index in fresh.indices { fresh[index].reset() }
    let batches = DataLoader(dataset, batchSize: batchSize).batches(epoch: 0)
    while let batch = try batches.next() {
      try model.checkIndices(batch.features, from: mean.count)
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
