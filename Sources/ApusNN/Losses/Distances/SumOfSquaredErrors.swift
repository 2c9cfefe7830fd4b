import ApusCore

/// Half the sum of squared errors: ½ Σ (prediction − target)², over the last axis and then over all
/// predictions.
///
/// Its gradient is prediction − target, the δ that backpropagation begins with.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - sampleWeights: a factor before each prediction's loss.
///   - reduction: of the predictions' losses.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not
///   fit.
/// - Source: lecture S2, error function.
public func sumOfSquaredErrors(
  _ prediction: Tensor, _ target: Tensor, sampleWeights: Tensor? = nil, reduction: Reduction = .sum
) -> Tensor {
  let target = target.matched(to: prediction, in: "sumOfSquaredErrors")
  let squares = (prediction - target).squared * 0.5
  if squares.rank == 0 { return squares.reduced(by: reduction, weights: sampleWeights) }
  return squares.sum(axis: -1).reduced(by: reduction, weights: sampleWeights)
}

extension Loss {
  /// See ``ApusNN/sumOfSquaredErrors(_:_:sampleWeights:reduction:)``.
  public static var sumOfSquaredErrors: Loss { sumOfSquaredErrors(reduction: .sum) }

  /// The same, reduced otherwise.
  public static func sumOfSquaredErrors(reduction: Reduction = .sum) -> Loss {
    Loss(library: "sumOfSquaredErrors", reduction: reduction, usual: .sum) {
      ApusNN.sumOfSquaredErrors($0, $1, sampleWeights: $2, reduction: $3)
    }
  }

  static let sumOfSquaredErrorsEntry = LossEntry(
    "sumOfSquaredErrors", "½ Σ (p − t)²", reduction: .sum
  ) { .sumOfSquaredErrors(reduction: $1) }
}
