import ApusCore

/// To 0…1: x′ = (x − min) / (max − min). One far outlier presses all others together.
///
/// Source: lecture S2:1613–1631, catalogue B7.
public struct MinMaxScaling: AffineScaling {
  /// The least value of each feature.
  public let offsets: [Double]
  /// max − min of each feature; 1 where that is 0.
  public let divisors: [Double]

  /// The scaling for features like these, [examples, features]; traps without examples.
  public init(fittedTo features: Tensor) {
    let statistics = FeatureStatistics(of: features)
    offsets = statistics.minima
    divisors = Self.nonzero(zip(statistics.maxima, statistics.minima).map(-))
  }
}
