import ApusCore

extension Image {
  /// The image as a network takes it: float32 [1, height, width, channels], x / 255.
  public var features: Tensor { Tensor(floats, shape: [1, height, width, channels]) }

  /// The image of float32 features [height, width, 1 or 3]: 255 x, rounded, x within 0…1; what lies
  /// beyond is 0 or 255, as NaN is 0. Nil for other shapes.
  public init?(unitFeatures features: Tensor) {
    let shape = features.shape
    guard shape.rank == 3, [1, 3].contains(shape[2]), shape[0] > 0, shape[1] > 0 else { return nil }
    let pixels = features.floats.map { value in
      value > 0 ? UInt8((255 * min(value, 1)).rounded()) : 0
    }
    self.init(width: shape[1], height: shape[0], channels: shape[2], pixels: pixels)
  }
}
