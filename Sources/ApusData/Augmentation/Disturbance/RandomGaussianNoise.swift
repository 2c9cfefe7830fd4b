import ApusCore
import ApusNN
import CApusImages

/// Normally distributed numbers added to each element.
///
/// - Source: torchvision `GaussianNoise`; lecture S2, augmentation.
public struct RandomGaussianNoise: ImageTransform {
  /// The mean of what is added.
  public let mean: Double
  /// Its standard deviation.
  public let standardDeviation: Double
  /// Whether results are held in 0...1.
  public let clips: Bool

  /// Traps on a mean that is not finite or a standard deviation below 0.
  public init(mean: Double = 0, standardDeviation: Double = 0.1, clips: Bool = true) {
    require(
      mean.isFinite && standardDeviation >= 0 && standardDeviation.isFinite,
      "RandomGaussianNoise: mean \(mean), standard deviation \(standardDeviation); expected "
        + "finite, and 0 or more")
    self.mean = mean
    self.standardDeviation = standardDeviation
    self.clips = clips
  }

  /// Adds the noise.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    let pixels = image.pixels
    guard let start = pixels.baseAddress, standardDeviation > 0 || mean != 0 else { return }
    let noise = UnsafeMutableBufferPointer(
      start: image.room(0, for: pixels.count), count: pixels.count)
    draws.fill(noise, normalWithMean: mean, standardDeviation: standardDeviation)
    apus_image_add(start, noise.baseAddress, Int64(pixels.count), clips ? 1 : 0)
  }
}

extension RandomGaussianNoise: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "with noise of a standardDeviation"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["mean": .number(mean), "standardDeviation": .number(standardDeviation), "clips": .flag(clips)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      mean: try options.number("mean", in: -1e6...1e6, default: 0),
      standardDeviation: try options.number("standardDeviation", in: 0...1e6, default: 0.1),
      clips: try options.flag("clips", default: true))
  }
}
