import ApusCore

/// How the losses of single predictions become one figure.
public enum Reduction: String, Sendable, Hashable, CaseIterable {
  /// Their mean; Keras calls it sum over batch size.
  case mean
  /// Their sum.
  case sum
  /// Not at all: the losses as they are.
  case none
}

extension Tensor {
  /// These losses of single predictions, weighted and reduced. Weights broadcast to them; the mean
  /// divides by the number of losses, whatever the weights.
  func reduced(by reduction: Reduction, weights: Tensor? = nil) -> Tensor {
    var losses = self
    if let weights {
      let factors = weights.cast(to: dtype)
      require(
        factors.shape.broadcast(with: shape) == shape,
        "loss: sample weights \(weights.shape) for losses \(shape); they must broadcast to these")
      losses = losses * factors
    }
    if losses.rank == 0 { return losses }
    return switch reduction {
    case .mean: losses.mean()
    case .sum: losses.sum()
    case .none: losses
    }
  }

  /// These losses of single elements, whose mean over the last axis is a prediction's loss,
  /// weighted and reduced.
  func reducedFromElements(by reduction: Reduction, weights: Tensor? = nil) -> Tensor {
    // The mean of means over rows of one length is the mean of all.
    if rank == 0 || (weights == nil && reduction == .mean) {
      return reduced(by: reduction, weights: weights)
    }
    return mean(axis: -1).reduced(by: reduction, weights: weights)
  }
}

extension Tensor {
  /// This target as floating point in the shape of `prediction`: a last axis of 1 is added or
  /// dropped.
  func matched(to prediction: Tensor, in operation: String) -> Tensor {
    var target = cast(to: prediction.dtype)
    let differsByOne =
      (rank + 1 == prediction.rank && prediction.shape.last == 1)
      || (rank == prediction.rank + 1 && shape.last == 1)
    if differsByOne, elementCount == prediction.elementCount {
      target = target.reshaped(to: prediction.shape)
    }
    require(
      target.shape == prediction.shape,
      "\(operation): a prediction \(prediction.shape) and a target \(shape); they must be equal")
    return target
  }
}

/// Keras's epsilon: probabilities nearer to 0 or 1 are clipped, so that their logarithms stay
/// finite.
let smallestProbability = 1e-7
