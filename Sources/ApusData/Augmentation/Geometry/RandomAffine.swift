import ApusCore
import ApusNN

/// The image sheared, turned and enlarged about its centre, then moved, all by one map.
///
/// - Source: torchvision `RandomAffine`, which moves by whole pixels.
public struct RandomAffine: RangedTransform {
  /// What it does to an image, in one line.
  public static let summary = "turned, moved, enlarged and sheared by one map"
  /// What may be set.
  public static let settings = [
    RangeSetting("degrees", in: -360...360, default: 0...0),
    RangeSetting("x", in: -1...1, default: 0...0),
    RangeSetting("y", in: -1...1, default: 0...0),
    RangeSetting("scale", in: 0.01...100, default: 1...1),
    RangeSetting("shearX", in: -85...85, default: 0...0),
    RangeSetting("shearY", in: -85...85, default: 0...0),
  ]

  /// The ranges, in the order of the settings.
  public let ranges: [ClosedRange<Double>]
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// The angle, clockwise, in degrees.
  public var degrees: ClosedRange<Double> { ranges[0] }
  /// How far to the right, in widths.
  public var x: ClosedRange<Double> { ranges[1] }
  /// How far down, in heights.
  public var y: ClosedRange<Double> { ranges[2] }
  /// How many times as large.
  public var scale: ClosedRange<Double> { ranges[3] }
  /// The angle by which columns lean, in degrees.
  public var shearX: ClosedRange<Double> { ranges[4] }
  /// The angle by which rows lean, in degrees.
  public var shearY: ClosedRange<Double> { ranges[5] }

  /// Traps on an angle outside ±360, a part outside ±1, a scale outside 0.01...100, a lean beyond
  /// ±85.
  public init(
    degrees: ClosedRange<Double> = 0...0, x: ClosedRange<Double> = 0...0,
    y: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1,
    shearX: ClosedRange<Double> = 0...0, shearY: ClosedRange<Double> = 0...0,
    sampling: ImageSampling = ImageSampling()
  ) {
    self.init(ranges: [degrees, x, y, scale, shearX, shearY], sampling: sampling)
  }

  /// The ranges in the order of the settings; traps as
  /// ``init(degrees:x:y:scale:shearX:shearY:sampling:)`` does.
  public init(ranges: [ClosedRange<Double>], sampling: ImageSampling) {
    self.ranges = Self.checked(ranges)
    self.sampling = sampling
  }

  /// A map drawn from the ranges.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(
      for: shape, degrees: draws.uniform(in: degrees),
      x: draws.uniform(in: x) * Double(shape[1]), y: draws.uniform(in: y) * Double(shape[0]),
      scale: draws.uniform(in: scale), shearX: draws.uniform(in: shearX),
      shearY: draws.uniform(in: shearY))
  }
}
