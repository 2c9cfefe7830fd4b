import ApusCore

/// Huber loss: ½e² where |e| ≤ δ, δ(|e| − ½δ) beyond, e = prediction − target; the mean over all
/// elements.
///
/// Quadratic near zero and linear far out, so that single outliers cannot dominate a gradient.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - delta: where the parabola meets the line, above 0; traps otherwise.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: Huber 1964; Keras 3 `Huber`; lecture S3, RetinaNet, and S0, DQN.
public func huber(
  _ prediction: Tensor, _ target: Tensor, delta: Double = 1, sampleWeights: Tensor? = nil,
  reduction: Reduction = .mean
) -> Tensor {
  require(delta > 0, "huber: δ is \(delta); it must be above 0")
  let error = (prediction - target.matched(to: prediction, in: "huber")).absoluteValue
  let quadratic = error.clamped(upTo: delta)
  let losses = quadratic.squared * 0.5 + (error - quadratic) * delta
  return losses.reducedFromElements(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/huber(_:_:delta:sampleWeights:reduction:)``.
  public static func huber(delta: Double = 1, reduction: Reduction = .mean) -> Loss {
    Loss(library: "huber", ["delta": .number(delta)], reduction: reduction) {
      ApusNN.huber($0, $1, delta: delta, sampleWeights: $2, reduction: $3)
    }
  }

  static let huberEntry = LossEntry(
    "huber", "mean of ½e² where |e| ≤ δ, δ(|e| − ½δ) beyond; e = p − t"
  ) {
    .huber(delta: try $0.number("delta", in: 1e-6...1e6, default: 1), reduction: $1)
  }
}
