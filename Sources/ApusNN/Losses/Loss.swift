import ApusCore

/// A named measure of how wrong a prediction is.
///
/// ```swift
/// let loss = Loss.sparseCategoricalCrossEntropy(fromLogits: true)
/// let value = loss(model(images), labels)
/// let weighted = loss(model(images), labels, sampleWeights: weights)
/// ```
///
/// A loss is the negative logarithm of a likelihood: the squares that of a normal distribution, the
/// cross-entropies that of a Bernoulli or categorical one, `poisson` that of its name. Defaults as
/// in Keras 3 (reduction: the mean over all predictions). Source: lecture S4, loss functions.
///
/// A loss of one's own may hold a model, as perceptual losses and teachers do. Like a model it
/// belongs to one thread at a time:
///
/// ```swift
/// let features = Sequential { Conv2D(8, kernel: 3, activation: .relu) }
/// let perceptual = Loss("perceptual") { prediction, target in
///   meanSquaredError(features(prediction), features(target))
/// }
/// ```
public struct Loss {
  /// What a loss computes of predictions, targets, weights of the predictions, and how these become
  /// one figure.
  typealias Function = (
    _ prediction: Tensor, _ target: Tensor, _ sampleWeights: Tensor?, _ reduction: Reduction
  ) -> Tensor

  /// The name in configurations.
  public let name: String
  /// The settings in configurations.
  public let options: [String: ConfigurationValue]
  /// How the losses of single predictions become one figure.
  public let reduction: Reduction
  /// What predictions stand for; nil where the loss does not say, as of regressions.
  public let reading: OutputReading?
  /// Whether targets may be the numbers of classes.
  package let takesLabels: Bool
  let function: Function

  /// A loss of one's own: `function` gives the losses of single predictions, or a scalar; `reading`
  /// tells metrics what predictions stand for.
  public init(
    _ name: String, options: [String: ConfigurationValue] = [:], reduction: Reduction = .mean,
    reading: OutputReading? = nil,
    _ function: @escaping (_ prediction: Tensor, _ target: Tensor) -> Tensor
  ) {
    self.init(library: name, options, reduction: reduction, reading: reading) {
      function($0, $1).reduced(by: $3, weights: $2)
    }
  }

  /// A loss of the library; `usual` is the reduction that configurations need not name. Without a
  /// `reading` the setting `fromLogits` says it, if there is one.
  init(
    library name: String, _ options: [String: ConfigurationValue] = [:], reduction: Reduction,
    usual: Reduction = .mean, reading: OutputReading? = nil, takesLabels: Bool = false,
    _ function: @escaping Function
  ) {
    var said = reading
    if case .flag(let fromLogits)? = options["fromLogits"] {
      said = said ?? (fromLogits ? .logits : .probabilities)
    }
    self.reading = said
    self.name = name
    self.takesLabels = takesLabels
    var options = options
    if reduction != usual { options["reduction"] = .text(reduction.rawValue) }
    self.options = options
    self.reduction = reduction
    self.function = function
  }

  /// The loss: a scalar, or one for each prediction where nothing is reduced.
  ///
  /// - Parameters:
  ///   - prediction: as the loss wants it.
  ///   - target: likewise.
  ///   - sampleWeights: a factor before each prediction's loss, in the shape of the unreduced loss
  ///     or one that broadcasts to it; the mean still divides by the number of predictions, as in
  ///     Keras 3.
  public func callAsFunction(
    _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil
  ) -> Tensor {
    function(prediction, target, sampleWeights, reduction)
  }
}

extension Loss: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
