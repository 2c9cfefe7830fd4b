import ApusCore
import CApusKernels

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

  /// The input's shape; traps where it has not as many channels as there are means.
  public func outputShape(for input: Shape) -> Shape {
    require(
      input[2] == mean.count, "ChannelNormalization: \(mean.count) means for images of \(input)")
    return input
  }

  /// Normalizes the image.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    apus_image_standardize(
      image.pixels.baseAddress, Int64(image.height * image.width), Int64(image.channels), mean,
      scale)
  }
}
