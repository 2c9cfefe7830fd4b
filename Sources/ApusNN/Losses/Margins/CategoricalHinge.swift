import ApusCore

/// Categorical hinge loss: max(1 + the greatest (1 − t) p − Σ t p, 0) over the last axis, the mean
/// over all else.
///
/// With a last layer `Dense(classes, kernelRegularizer: .l2())`, a support vector machine of
/// several classes.
///
/// - Parameters:
///   - prediction: [batch, …, classes], floating point.
///   - target: one-hot, in the shape of `prediction`.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Crammer & Singer 2001; Keras 3 `CategoricalHinge`; lecture S2, SVM output layer.
public func categoricalHinge(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "categoricalHinge")
  require(prediction.rank >= 1, "categoricalHinge: a prediction without classes")
  let right = (target * prediction).sum(axis: -1)
  let wrong = ((1 - target) * prediction).max(axis: -1)
  return relu(wrong - right + 1).reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/categoricalHinge(_:_:sampleWeights:reduction:)``.
  public static var categoricalHinge: Loss { categoricalHinge(reduction: .mean) }

  /// The same, reduced otherwise.
  public static func categoricalHinge(reduction: Reduction = .mean) -> Loss {
    Loss(library: "categoricalHinge", reduction: reduction, reading: .margins) {
      ApusNN.categoricalHinge($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let categoricalHingeEntry = LossEntry(
    "categoricalHinge", "max(1 + max (1 − t)p − Σ tp, 0) over the classes"
  ) { .categoricalHinge(reduction: $1) }
}
