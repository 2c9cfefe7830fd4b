import ApusCore
import ApusNN

/// The image turned about its centre by an angle of a range, counterclockwise, in degrees.
///
/// - Source: torchvision `RandomRotation`, Keras 3 `RandomRotation` (in whole turns); lecture S2,
///   augmentation.
public struct RandomRotation: RangedTransform {
  /// What it does to an image, in one line.
  public static let summary = "turned by degrees"
  /// What may be set.
  public static let settings = [
    RangeSetting("degrees", in: -360...360)
  ]

  /// The ranges, in the order of the settings.
  public let ranges: [ClosedRange<Double>]
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// The range of the angle.
  public var degrees: ClosedRange<Double> { ranges[0] }

  /// Traps on an angle outside ±360.
  public init(
    _ degrees: ClosedRange<Double>,
    sampling: ImageSampling = ImageSampling()
  ) {
    self.init(ranges: [degrees], sampling: sampling)
  }

  /// The ranges in the order of the settings; traps as ``init(_:sampling:)`` does.
  public init(ranges: [ClosedRange<Double>], sampling: ImageSampling) {
    self.ranges = Self.checked(ranges)
    self.sampling = sampling
  }

  /// A turn by an angle of the range.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(for: shape, degrees: -draws.uniform(in: degrees))
  }
}
