import ApusCore
import ApusNN

/// The image moved by parts of its width and height.
///
/// - Source: Keras 3 `RandomTranslation`; torchvision `RandomAffine`, which moves by whole pixels.
public struct RandomTranslation: RangedTransform {
  /// What it does to an image, in one line.
  public static let summary = "moved by shares x and y of its size"
  /// What may be set.
  public static let settings = [
    RangeSetting("x", in: -1...1, default: 0...0),
    RangeSetting("y", in: -1...1, default: 0...0),
  ]

  /// The ranges, in the order of the settings.
  public let ranges: [ClosedRange<Double>]
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// How far to the right, in widths.
  public var x: ClosedRange<Double> { ranges[0] }
  /// How far down, in heights.
  public var y: ClosedRange<Double> { ranges[1] }

  /// Traps on a part outside ±1.
  public init(
    x: ClosedRange<Double> = 0...0, y: ClosedRange<Double> = 0...0,
    sampling: ImageSampling = ImageSampling()
  ) {
    self.init(ranges: [x, y], sampling: sampling)
  }

  /// The ranges in the order of the settings; traps as ``init(x:y:sampling:)`` does.
  public init(ranges: [ClosedRange<Double>], sampling: ImageSampling) {
    self.ranges = Self.checked(ranges)
    self.sampling = sampling
  }

  /// A move by parts of the ranges.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(
      for: shape, x: draws.uniform(in: x) * Double(shape[1]),
      y: draws.uniform(in: y) * Double(shape[0]))
  }
}
