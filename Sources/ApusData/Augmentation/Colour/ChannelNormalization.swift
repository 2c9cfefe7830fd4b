import ApusCore
import ApusNN
import CApusImages

/// Each channel with its mean taken off, divided by its standard deviation: (x − mean) / deviation.
///
/// - Source: torchvision `Normalize`.
public struct ChannelNormalization: ImageTransform {
  /// A mean for each channel.
  public let mean: [Float]
  /// A standard deviation for each channel.
  public let standardDeviation: [Float]
  private let scale: [Float]

  /// Traps where the numbers differ or a standard deviation is not above 0.
  public init(mean: [Float], standardDeviation: [Float]) {
    require(
      mean.count == standardDeviation.count && standardDeviation.allSatisfy { $0 > 0 },
      "ChannelNormalization: means \(mean), standard deviations \(standardDeviation); expected as "
        + "many of both, deviations above 0")
    self.mean = mean
    self.standardDeviation = standardDeviation
    scale = standardDeviation.map { 1 / $0 }
  }

  /// Why the image's channels cannot be normalized; nil where there are as many as means.
  public func refusal(of input: Shape) -> String? {
    input[2] == mean.count
      ? nil : "ChannelNormalization: \(mean.count) means for images of \(input)"
  }

  /// This: what a network learned from normalized images it needs of all.
  public var standingStill: (any ImageTransform)? { self }

  /// Normalizes the image.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    apus_image_standardize(
      image.pixels.baseAddress, Int64(image.height * image.width), Int64(image.channels), mean,
      scale)
  }
}

extension ChannelNormalization: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "each channel less its mean, over its standardDeviation"
  /// False: it changes every image alike.
  public static let isRandom = false

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "mean": .list(mean.map { .number(Double($0)) }),
      "standardDeviation": .list(standardDeviation.map { .number(Double($0)) }),
    ]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    let mean = try options.numbers("mean", count: 1...1 << 16, in: -1e6...1e6)
    let deviation = try options.numbers(
      "standardDeviation", count: mean.count...mean.count, in: 1e-12...1e6)
    self.init(mean: mean.map { Float($0) }, standardDeviation: deviation.map { Float($0) })
  }
}
