import ApusCore
import ApusNN

/// The image leant over about its centre by angles of two ranges, in degrees.
///
/// - Source: torchvision `RandomAffine(shear:)`; Keras 3 `RandomShear`.
public struct RandomShear: GeometricTransform {
  /// The angle by which columns lean.
  public let x: ClosedRange<Double>
  /// The angle by which rows lean.
  public let y: ClosedRange<Double>
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on an angle beyond ±85.
  public init(
    x: ClosedRange<Double> = 0...0, y: ClosedRange<Double> = 0...0,
    sampling: ImageSampling = ImageSampling()
  ) {
    checkRange(x, in: -85...85, "RandomShear: x")
    checkRange(y, in: -85...85, "RandomShear: y")
    self.x = x
    self.y = y
    self.sampling = sampling
  }

  /// A lean by angles of the ranges.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(for: shape, shearX: draws.uniform(in: x), shearY: draws.uniform(in: y))
  }
}

extension RandomShear: ConfigurableTransform {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = ["x": .range(x), "y": .range(y)]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      x: try options.range("x", in: -85...85, default: 0...0),
      y: try options.range("y", in: -85...85, default: 0...0), sampling: try options.sampling())
  }
}
