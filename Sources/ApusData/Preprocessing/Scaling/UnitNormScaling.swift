import ApusCore

/// Each example to the length 1: x′ = x / ‖x‖ with the Euclidean norm over its features, so that
/// only its direction counts; an example of zeros stays.
///
/// Nothing is fitted: every example has its own norm.
///
/// Source: lecture S2:1613–1631, catalogue B7.
public struct UnitNormScaling: FeatureScaling {
  /// The scaling, whatever the features.
  public init() {}

  /// The scaling, whatever the features.
  public init(fittedTo features: Tensor) {}

  /// The features, [examples, features], each row divided by its norm.
  public func callAsFunction(_ features: Tensor) -> Tensor {
    require(
      features.rank == 2,
      "UnitNormScaling: features \(features.shape); expected [examples, features]")
    let norms = sqrt(square(features).sum(axis: 1, keepDimensions: true))
    return features / select(norms .> 0, norms, 1)
  }
}
