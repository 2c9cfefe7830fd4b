import ApusCore
import ApusNN

/// Least squares on fixed features: predictions are a linear function of the targets, ŷ = S y, so
/// that bias and variance have a closed form.
///
/// For targets t + e, where the noise e has mean 0 and variance σ², the mean prediction is S t and
/// its variance at place i is σ² Σⱼ Sᵢⱼ². With more features than examples the solution is the
/// shortest one. Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 7.3;
/// lecture S4:100.
public struct LinearSmoother {
  /// S, [places, examples].
  public let matrix: Tensor

  /// Learns from features at the examples [examples, features], and predicts from those at the
  /// places [places, features].
  public init(examples: Tensor, places: Tensor) {
    require(
      examples.rank == 2 && places.rank == 2 && examples.shape[1] == places.shape[1],
      "LinearSmoother: features \(examples.shape) and \(places.shape); expected as many of both")
    let identity = Tensor.identity(examples.shape[0], dtype: .float64)
    matrix = matmul(places.cast(to: .float64), leastSquaresSolution(examples, identity))
  }

  /// The predictions at the places for these targets, one an example.
  public func predictions(_ targets: [Double]) -> [Double] {
    matmul(matrix, Tensor(targets, shape: [targets.count, 1])).doubles
  }

  /// Bias², variance and noise, and the error that they sum to, where the truth at the examples and
  /// at the places is known.
  public func expectation(
    truthAtExamples: [Double], truthAtPlaces: [Double], noise: Double
  ) -> BiasVariance.Parts {
    let bias = zip(predictions(truthAtExamples), truthAtPlaces).map { ($0 - $1) * ($0 - $1) }
    let biasSquared = bias.reduce(0, +) / Double(bias.count)
    let variance = noise * (matrix * matrix).sum().item / Double(bias.count)
    return BiasVariance.Parts(
      error: biasSquared + variance + noise, biasSquared: biasSquared, variance: variance,
      noise: noise)
  }
}

/// The Legendre polynomials P₀ … P_degree at some places, [places, degree + 1], float64: features
/// for polynomials that stay well apart on −1…1, where powers of x are nearly the same.
///
/// (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁. Traps on a degree below 0.
public func legendreFeatures(_ places: [Double], degree: Int) -> Tensor {
  require(degree >= 0, "legendreFeatures: a degree of \(degree); expected 0 or more")
  let rows = places.map { x -> [Double] in
    var values = [1, x]
    for k in 1..<max(2, degree) {
      let number = Double(k)
      values.append(
        ((2 * number + 1) * x * values[k] - number * values[k - 1]) / (number + 1))
    }
    return Array(values.prefix(degree + 1))
  }
  return Tensor(rows)
}
