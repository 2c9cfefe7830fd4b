import ApusCore

/// To a mean of 0 and a standard deviation of 1: x′ = (x − x̄) / σ, where σ divides by n as in
/// NumPy.
///
/// Source: lecture S2:1613–1631, catalogue B7.
public struct StandardScaling: AffineScaling {
  /// The mean of each feature.
  public let offsets: [Double]
  /// σ of each feature; 1 where that is 0.
  public let divisors: [Double]

  /// The scaling for features like these, [examples, features]; traps without examples.
  public init(fittedTo features: Tensor) {
    let statistics = FeatureStatistics(of: features)
    offsets = statistics.means
    divisors = Self.nonzero(statistics.standardDeviations)
  }
}
