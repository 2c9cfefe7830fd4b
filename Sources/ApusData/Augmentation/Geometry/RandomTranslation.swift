import ApusCore
import ApusNN

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

extension RandomTranslation: ConfigurableTransform {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = ["x": .range(x), "y": .range(y)]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      x: try options.range("x", in: -1...1, default: 0...0),
      y: try options.range("y", in: -1...1, default: 0...0), sampling: try options.sampling())
  }
}
