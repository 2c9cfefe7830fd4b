import ApusCore
import ApusNN

/// The image enlarged about its centre: 2 shows its middle twice as large, ½ all of it in half the
/// size.
///
/// - Source: torchvision `RandomAffine(scale:)`; Keras 3 `RandomZoom`, whose factor counts the
///   other way.
public struct RandomZoom: RangedTransform {
  /// What it does to an image, in one line.
  public static let summary = "enlarged by a factor scale"
  /// What may be set.
  public static let settings = [
    RangeSetting("scale", in: 0.01...100)
  ]

  /// The ranges, in the order of the settings.
  public let ranges: [ClosedRange<Double>]
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// The range of the enlargement, the same on both axes.
  public var scale: ClosedRange<Double> { ranges[0] }

  /// Traps on a scale outside 0.01...100.
  public init(
    _ scale: ClosedRange<Double>,
    sampling: ImageSampling = ImageSampling()
  ) {
    self.init(ranges: [scale], sampling: sampling)
  }

  /// The ranges in the order of the settings; traps as ``init(_:sampling:)`` does.
  public init(ranges: [ClosedRange<Double>], sampling: ImageSampling) {
    self.ranges = Self.checked(ranges)
    self.sampling = sampling
  }

  /// An enlargement of the range.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(for: shape, scale: draws.uniform(in: scale))
  }
}
