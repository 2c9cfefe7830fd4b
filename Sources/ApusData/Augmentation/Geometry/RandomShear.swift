import ApusCore
import ApusNN

/// The image leant over about its centre by angles of two ranges, in degrees.
///
/// - Source: torchvision `RandomAffine(shear:)`; Keras 3 `RandomShear`.
public struct RandomShear: RangedTransform {
  /// What it does to an image, in one line.
  public static let summary = "sheared by degrees x and y"
  /// What may be set.
  public static let settings = [
    RangeSetting("x", in: -85...85, default: 0...0),
    RangeSetting("y", in: -85...85, default: 0...0),
  ]

  /// The ranges, in the order of the settings.
  public let ranges: [ClosedRange<Double>]
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// The angle by which columns lean.
  public var x: ClosedRange<Double> { ranges[0] }
  /// The angle by which rows lean.
  public var y: ClosedRange<Double> { ranges[1] }

  /// Traps on an angle beyond ±85.
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

  /// A lean by angles of the ranges.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(for: shape, shearX: draws.uniform(in: x), shearY: draws.uniform(in: y))
  }
}
