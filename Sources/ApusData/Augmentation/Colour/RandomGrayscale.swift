import ApusCore
import ApusNN

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

  /// Why there are no colours to change; nil for one or three channels.
  public func refusal(of input: Shape) -> String? { refusalOfColours(input, "RandomGrayscale") }

  /// Takes the colours, or does not.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    if draws.boolean(probability: probability) { image.saturate(by: 0) }
  }
}

extension RandomGrayscale: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "grey with a probability"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["probability": .number(probability)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(probability: try options.probability(default: 0.1))
  }
}
