/// A rectangle with sides parallel to the axes, in any unit.
public struct BoundingBox: Sendable, Hashable {
  /// The left edge.
  public var minX: Double
  /// The upper edge.
  public var minY: Double
  /// The right edge.
  public var maxX: Double
  /// The lower edge.
  public var maxY: Double

  /// The rectangle between two corners; empty where one edge lies beyond its opposite.
  public init(minX: Double, minY: Double, maxX: Double, maxY: Double) {
    self.minX = minX
    self.minY = minY
    self.maxX = maxX
    self.maxY = maxY
  }

  /// Width times height, 0 of an empty rectangle.
  public var area: Double { Swift.max(0, maxX - minX) * Swift.max(0, maxY - minY) }

  /// What both have in common.
  public func intersection(_ other: BoundingBox) -> BoundingBox {
    BoundingBox(
      minX: Swift.max(minX, other.minX), minY: Swift.max(minY, other.minY),
      maxX: Swift.min(maxX, other.maxX), maxY: Swift.min(maxY, other.maxY))
  }

  /// |A ∩ B| / |A ∪ B|, 0 of two empty rectangles. (The VOC devkit adds one pixel to every width
  /// and height; this does not.)
  public func intersectionOverUnion(_ other: BoundingBox) -> Double {
    let common = intersection(other).area
    let union = area + other.area - common
    return union > 0 ? common / union : 0
  }
}
