import ApusCore

/// Labels of which each is, with probability `rate`, replaced by another class, all others equally
/// likely.
///
/// ```swift
/// let noisy = withLabelNoise(labels, classes: 10, rate: 0.1, generator: RandomGenerator(seed: 1))
/// ```
///
/// A network that learns from them sees how much it memorizes; little of it regularizes. The same
/// generator gives the same labels.
///
/// - Parameters:
///   - labels: class numbers, whole, of any shape.
///   - classes: how many classes there are; at least 2.
///   - rate: the probability of a label to be wrong, 0…1.
///   - generator: where the random numbers come from.
/// - Returns: labels of the same type and shape.
/// - Source: Angluin & Laird 1988; Xie et al. 2016, DisturbLabel; lecture S4, noise on labels.
public func withLabelNoise(
  _ labels: Tensor, classes: Int, rate: Double, generator: RandomGenerator = .current
) -> Tensor {
  require(
    labels.dtype.isInteger && classes >= 2 && 0...1 ~= rate,
    """
    withLabelNoise: \(labels.type), \(classes) classes, rate \(rate); whole numbers, at least 2, 0…1
    """
  )
  let isWrong =
    Tensor.randomUniform(labels.shape, dtype: .float64, generator: generator) .< rate
  // A step of 1…classes − 1 leads to each of the others.
  let steps = floor(
    Tensor.randomUniform(
      labels.shape, from: 1, to: Double(classes), dtype: .float64, generator: generator))
  let moved = (labels.cast(to: .int64) + steps.cast(to: .int64)) % Double(classes)
  return select(isWrong, moved, labels.cast(to: .int64)).cast(to: labels.dtype)
}
