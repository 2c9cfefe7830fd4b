import ApusCore

/// The image moved by parts of its width and height.
///
/// - Source: Keras 3 `RandomTranslation`; torchvision `RandomAffine`, which moves by whole pixels.
public struct RandomTranslation: GeometricTransform {
  /// How far to the right, in widths.
  public let x: ClosedRange<Double>
  /// How far down, in heights.
  public let y: ClosedRange<Double>
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on a part outside ±1.
  public init(
    x: ClosedRange<Double> = 0...0, y: ClosedRange<Double> = 0...0,
    sampling: ImageSampling = ImageSampling()
  ) {
    checkRange(x, in: -1...1, "RandomTranslation: x")
    checkRange(y, in: -1...1, "RandomTranslation: y")
    self.x = x
    self.y = y
    self.sampling = sampling
  }

  /// A move by parts of the ranges.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(
      for: shape, x: draws.uniform(in: x) * Double(shape[1]),
      y: draws.uniform(in: y) * Double(shape[0]))
  }
}
