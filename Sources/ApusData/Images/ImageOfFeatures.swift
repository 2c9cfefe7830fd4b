import ApusCore

extension Image {
  /// An image of features that a network takes: 0 is black and 1 is white; where numbers lie
  /// beyond, the least is black and the greatest white.
  ///
  /// Nil where the shape is no image's: [height, width], [height, width, 1 or 3], or a flat square
  /// of 64 numbers or more.
  public init?(features: Tensor) {
    var extents = features.shape.array
    if extents.count == 1 {
      let side = Int(Double(extents[0]).squareRoot().rounded())
      guard side >= 8, side * side == extents[0] else { return nil }
      extents = [side, side]
    }
    if extents.count == 2 { extents.append(1) }
    guard extents.count == 3, [1, 3].contains(extents[2]), extents[0] > 0, extents[1] > 0 else {
      return nil
    }
    let values = features.floats
    let finite = values.filter(\.isFinite)
    let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 1)
    let isWithin = least >= 0 && greatest <= 1
    let (low, high) = isWithin ? (0, 1) : (least, max(greatest, least.nextUp))
    let pixels = values.map { value -> UInt8 in
      value.isFinite ? UInt8((255 * (value - low) / (high - low)).rounded()) : 0
    }
    self.init(width: extents[1], height: extents[0], channels: extents[2], pixels: pixels)
  }
}
