import ApusCore

/// Mean squared error: the mean of (prediction − target)² over all elements.
///
/// - Parameters:
///   - prediction: any shape, floating point.
///   - target: the shape of `prediction`, a last axis of 1 aside.
///   - reduction: of the predictions' losses, each the mean over the last axis.
/// - Returns: a scalar, or the losses where they are not reduced. Traps where the shapes do not fit.
/// - Source: Keras 3 `MeanSquaredError`; lecture S1.
public func meanSquaredError(
  _ prediction: Tensor, _ target: Tensor, reduction: Reduction = .mean
) -> Tensor {
  let target = target.matched(to: prediction, in: "meanSquaredError")
  return (prediction - target).squared.reducedFromElements(by: reduction)
}

extension Tensor {
  /// This target as floating point in the shape of `prediction`: a last axis of 1 is added or dropped.
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
