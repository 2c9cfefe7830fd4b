import ApusCore

/// The image in grey, 0.2989 R + 0.587 G + 0.114 B in all three channels, with a probability.
///
/// Images have one channel, which stays, or three in 0…1. Source: torchvision `RandomGrayscale`.
public struct RandomGrayscale: ImageTransform {
  /// How likely an image loses its colours.
  public let probability: Double

  /// Traps on a probability outside 0...1.
  public init(probability: Double = 0.1) {
    checkProbability(probability, "RandomGrayscale")
    self.probability = probability
  }

  /// The input's shape; traps on other than one or three channels.
  public func outputShape(for input: Shape) -> Shape {
    checkColour(input, "RandomGrayscale")
    return input
  }

  /// Takes the colours, or does not.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    if draws.boolean(probability: probability) { image.saturate(by: 0) }
  }
}
