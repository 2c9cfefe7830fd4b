import ApusCore
import ApusNN

/// Left and right exchanged with a probability.
///
/// - Source: torchvision `RandomHorizontalFlip`; lecture S2, augmentation.
public struct RandomHorizontalFlip: GeometricTransform {
  /// How likely an image is turned over.
  public let probability: Double
  /// Nil: pixels stay whole.
  public var sampling: ImageSampling? { nil }

  /// Traps on a probability outside 0...1.
  public init(probability: Double = 0.5) {
    checkProbability(probability, "RandomHorizontalFlip")
    self.probability = probability
  }

  /// The flip, or no change.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    draws.boolean(probability: probability) ? .horizontalFlip(width: shape[1]) : .identity
  }
}

extension RandomHorizontalFlip: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "left and right exchanged with a probability"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["probability": .number(probability)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(probability: try options.probability(default: 0.5))
  }
}
