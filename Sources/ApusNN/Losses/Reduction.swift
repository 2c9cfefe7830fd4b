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
  /// These losses of single predictions, reduced.
  func reduced(by reduction: Reduction) -> Tensor {
    switch reduction {
    case .mean: mean()
    case .sum: sum()
    case .none: self
    }
  }

  /// These losses of single elements, whose mean over the last axis is a prediction's loss, reduced.
  func reducedFromElements(by reduction: Reduction) -> Tensor {
    // The mean of means over rows of one length is the mean of all.
    if reduction == .mean || rank == 0 { return mean() }
    return mean(axis: -1).reduced(by: reduction)
  }
}
