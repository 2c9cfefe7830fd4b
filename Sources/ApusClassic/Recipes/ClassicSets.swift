import ApusCore
import ApusData
import ApusTraining

extension Recipe {
  /// What the classical networks learn from: two truth tables and three tables of measurements.
  static let classicSets: [NamedDataset] = [.and, .xor, .iris, .banknote, .sonar]
}

/// tₖ = 1 for an example's class and −1 for the others, in the shape of the sums, [examples,
/// classes].
func bipolarTargets(_ labels: Tensor, like sums: Tensor) -> Tensor {
  2 * labels.oneHot(depth: sums.shape[sums.rank - 1], dtype: sums.dtype) - 1
}
