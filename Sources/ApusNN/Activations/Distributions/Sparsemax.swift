import ApusCore

extension ActivationFunction {
  /// max(xᵢ − τ, 0) along the last axis, τ such that the sum is 1: the distribution nearest to x,
  /// mostly zeros. Source: Martins & Astudillo 2016.
  public static var sparsemax: ActivationFunction {
    ActivationFunction(
      library: "sparsemax", "max(xᵢ − τ, 0) along the last axis, τ such that the sum is 1"
    ) { x in
      let sorted = x.sorted(axis: -1, descending: true)
      let places = Tensor.range(1, Double(x.shape[x.rank - 1] + 1), dtype: x.dtype)
      // The greatest k elements stay above 0: those where k xₖ > Σⱼ≤ₖ xⱼ − 1.
      let known = sorted.withoutDerivative
      let stays = (known * places .> known.cumulativeSum(axis: -1) - 1).cast(to: x.dtype)
      let sum = (sorted * stays).sum(axis: -1, keepDimensions: true) - 1
      return ApusCore.relu(x - sum / stays.sum(axis: -1, keepDimensions: true))
    }
  }
}
