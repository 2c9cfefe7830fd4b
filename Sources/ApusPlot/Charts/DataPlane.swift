import ApusCore
import ApusData
import Foundation

/// A plane through data with any number of features, on which they can be drawn.
///
/// With two features it is theirs; with more, the plane through the mean along the first two
/// principal components, which shows the most of the data's variance that a plane can.
public struct DataPlane {
  /// What the horizontal axis shows.
  public let x: Axis
  /// What the vertical axis shows.
  public let y: Axis
  private let components: PrincipalComponents?

  /// The plane of `features`, [examples, features]; traps where there are fewer than two of either.
  public init(_ features: Tensor) {
    require(
      features.rank == 2 && features.shape[0] > 1 && features.shape[1] > 1,
      "DataPlane: features \(features.shape); expected [examples, features], 2 or more of both")
    guard features.shape[1] > 2 else {
      components = nil
      (x, y) = (Axis("x₁"), Axis("x₂"))
      return
    }
    let found = PrincipalComponents(features, count: 2)
    func axis(_ index: Int, _ name: String) -> Axis {
      let share = found.totalVariance > 0 ? found.variances[index] / found.totalVariance : 0
      return Axis(
        "\(name) principal component (\(String(format: "%.0f", 100 * share)) % of the variance)")
    }
    components = found
    (x, y) = (axis(0, "first"), axis(1, "second"))
  }

  /// Whether the data lie in the plane, because they have two features.
  public var isWhole: Bool { components == nil }

  /// Where examples are on the plane, [examples, 2].
  public func project(_ features: Tensor) -> Tensor { components?.project(features) ?? features }

  /// The features of points on the plane, [points, features].
  public func lift(_ points: Tensor) -> Tensor { components?.lift(points) ?? points }
}
