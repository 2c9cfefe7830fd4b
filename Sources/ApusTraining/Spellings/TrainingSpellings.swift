import ApusCore
import ApusData
import ApusNN

// What `compile` and `fit` are given in Keras, and how it is written here.

extension Trainable {
  /// Optimizers, losses and metrics are values, not texts.
  @available(
    *, unavailable,
    message: """
      write values: compile(optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: \
      true), metrics: [.accuracy])
      """
  )
  public func compile(optimizer: String, loss: String, metrics: [String] = []) { fatalError() }

  /// Losses and metrics are values, not texts.
  @available(
    *, unavailable,
    message: """
      write values: compile(optimizer: Adam(), loss: .sparseCategoricalCrossEntropy(fromLogits: \
      true), metrics: [.accuracy])
      """
  )
  public func compile(optimizer: any Optimizer, loss: String, metrics: [String] = []) {
    fatalError()
  }

  /// `fit(_:_:epochs:batchSize:)`
  @available(*, unavailable, renamed: "fit(_:_:epochs:batchSize:)")
  public func fit(x: Tensor, y: Tensor, epochs: Int = 1, batchSize: Int = 32) throws -> History {
    fatalError()
  }

  /// `fit(_:_:epochs:batchSize:validation:)`
  @available(*, unavailable, renamed: "fit(_:_:epochs:batchSize:validation:)")
  public func fit(
    _ features: Tensor, _ labels: Tensor, epochs: Int = 1, batchSize: Int = 32,
    validationData: (Tensor, Tensor)
  ) throws -> History { fatalError() }

  /// `fit(_:epochs:batchSize:validation:)`
  @available(*, unavailable, renamed: "fit(_:epochs:batchSize:validation:)")
  public func fit(
    _ train: any Dataset, epochs: Int = 1, batchSize: Int = 32, validationData: any Dataset
  ) throws -> History { fatalError() }
}

extension Layer {
  /// What is compiled keeps how it is trained.
  @available(
    *, unavailable,
    message: "make the class Trainable, not Layer, and give it `var training: AnyObject?`"
  )
  public func compile(
    optimizer: any Optimizer, loss: Loss, metrics: [MetricKind] = [],
    clipping: GradientClipping? = nil, precision: ProductPrecision = .float32
  ) { fatalError() }
}
