import ApusCore
import ApusNN

/// The image enlarged about its centre: 2 shows its middle twice as large, ½ all of it in half the
/// size.
///
/// - Source: torchvision `RandomAffine(scale:)`; Keras 3 `RandomZoom`, whose factor counts the
///   other way.
public struct RandomZoom: GeometricTransform {
  /// The range of the enlargement, the same on both axes.
  public let scale: ClosedRange<Double>
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on a scale outside 0.01...100.
  public init(
    _ scale: ClosedRange<Double>,
    sampling: ImageSampling = ImageSampling()
  ) {
    checkRange(scale, in: 0.01...100, "RandomZoom: scale")
    self.scale = scale
    self.sampling = sampling
  }

  /// An enlargement of the range.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .affine(for: shape, scale: draws.uniform(in: scale))
  }
}

extension RandomZoom: ConfigurableTransform {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = ["scale": .range(scale)]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(try options.range("scale", in: 0.01...100), sampling: try options.sampling())
  }
}
