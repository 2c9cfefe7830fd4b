import ApusCore
import ApusNN

/// The image sheared, turned and enlarged about its centre, then moved, all by one map.
///
/// - Source: torchvision `RandomAffine`, which moves by whole pixels.
public struct RandomAffine: GeometricTransform {
  /// The angle, clockwise, in degrees.
  public let degrees: ClosedRange<Double>
  /// How far to the right, in widths.
  public let x: ClosedRange<Double>
  /// How far down, in heights.
  public let y: ClosedRange<Double>
  /// How many times as large.
  public let scale: ClosedRange<Double>
  /// The angle by which columns lean, in degrees.
  public let shearX: ClosedRange<Double>
  /// The angle by which rows lean, in degrees.
  public let shearY: ClosedRange<Double>
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on an angle outside ±360, a part outside ±1, a scale outside 0.01...100, a lean beyond
  /// ±85.
  public init(
    degrees: ClosedRange<Double> = 0...0, x: ClosedRange<Double> = 0...0,
    y: ClosedRange<Double> = 0...0, scale: ClosedRange<Double> = 1...1,
    shearX: ClosedRange<Double> = 0...0, shearY: ClosedRange<Double> = 0...0,
    sampling: ImageSampling = ImageSampling()
  ) {
    checkRange(degrees, in: -360...360, "RandomAffine: degrees")
    checkRange(x, in: -1...1, "RandomAffine: x")
    checkRange(y, in: -1...1, "RandomAffine: y")
    checkRange(scale, in: 0.01...100, "RandomAffine: scale")
    checkRange(shearX, in: -85...85, "RandomAffine: shearX")
    checkRange(shearY, in: -85...85, "RandomAffine: shearY")
    self.degrees = degrees
    self.x = x
    self.y = y
    self.scale = scale
    self.shearX = shearX
    self.shearY = shearY
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

extension RandomAffine: ConfigurableTransform {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = [
      "degrees": .range(degrees), "x": .range(x), "y": .range(y), "scale": .range(scale),
      "shearX": .range(shearX), "shearY": .range(shearY),
    ]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      degrees: try options.range("degrees", in: -360...360, default: 0...0),
      x: try options.range("x", in: -1...1, default: 0...0),
      y: try options.range("y", in: -1...1, default: 0...0),
      scale: try options.range("scale", in: 0.01...100, default: 1...1),
      shearX: try options.range("shearX", in: -85...85, default: 0...0),
      shearY: try options.range("shearY", in: -85...85, default: 0...0),
      sampling: try options.sampling())
  }
}
