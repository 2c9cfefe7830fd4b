import ApusCore
import ApusNN

/// The image turned about its centre by an angle of a range, counterclockwise, in degrees.
///
/// - Source: torchvision `RandomRotation`, Keras 3 `RandomRotation` (in whole turns); lecture S2,
///   augmentation.
public struct RandomRotation: GeometricTransform {
  /// The range of the angle.
  public let degrees: ClosedRange<Double>
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on an angle outside ±360.
  public init(
    _ degrees: ClosedRange<Double>,
    sampling: ImageSampling = ImageSampling()
  ) {
    checkRange(degrees, in: -360...360, "RandomRotation: degrees")
    self.degrees = degrees
    self.sampling = sampling
  }

  /// A turn by an angle of the range.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(for: shape, degrees: -draws.uniform(in: degrees))
  }
}

extension RandomRotation: ConfigurableTransform {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = ["degrees": .range(degrees)]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(try options.range("degrees", in: -360...360), sampling: try options.sampling())
  }
}
