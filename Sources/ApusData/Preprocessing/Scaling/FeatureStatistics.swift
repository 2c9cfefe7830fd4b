import ApusCore

/// What each feature of some examples is like: to be looked at, and to be scaled by.
///
/// Source: lecture S2:1617–1633, catalogue B7.
public struct FeatureStatistics: Sendable, Hashable, Codable {
  /// The least value of each feature.
  public let minima: [Double]
  /// The largest value of each feature.
  public let maxima: [Double]
  /// The mean of each feature, x̄ = Σ x / n.
  public let means: [Double]
  /// The standard deviation of each feature, σ = √(Σ (x − x̄)² / n).
  public let standardDeviations: [Double]

  /// The statistics of [examples, features]; traps on another rank and without examples.
  public init(of features: Tensor) {
    require(
      features.rank == 2 && features.shape[0] > 0,
      "FeatureStatistics: features \(features.shape); expected [examples, features]")
    let (values, width) = (features.doubles, features.shape[1])
    let count = Double(features.shape[0])
    var minima = Array(values[..<width])
    var maxima = minima
    for (at, value) in values.enumerated() {
      let feature = at % width
      minima[feature] = min(minima[feature], value)
      maxima[feature] = max(maxima[feature], value)
    }
    // From the least value on, so that a feature that never changes has exactly its value as mean
    // and a deviation of exactly 0.
    var means = minima
    for (at, value) in values.enumerated() {
      means[at % width] += (value - minima[at % width]) / count
    }
    var variances = [Double](repeating: 0, count: width)
    for (at, value) in values.enumerated() {
      let deviation = value - means[at % width]
      variances[at % width] += deviation * deviation / count
    }
    self.minima = minima
    self.maxima = maxima
    self.means = means
    standardDeviations = variances.map { $0.squareRoot() }
  }
}
