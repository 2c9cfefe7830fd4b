import ApusCore
import ApusNN

/// factor · x + (1 − factor) · the image's mean grey: 0 is one grey, 1 changes nothing.
///
/// Images have one channel or three in 0…1, and so have results. Source: torchvision
/// `adjust_contrast`.
public struct RandomContrast: ImageTransform {
  /// The range of the factor.
  public let factor: ClosedRange<Double>

  /// Traps on values outside 0...100.
  public init(_ factor: ClosedRange<Double>) {
    checkRange(factor, in: 0...100, "RandomContrast: factor")
    self.factor = factor
  }

  /// Why there are no colours to change; nil for one or three channels.
  public func refusal(of input: Shape) -> String? { refusalOfColours(input, "RandomContrast") }

  /// Changes the image by what is drawn.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    image.contrast(by: draws.uniform(in: factor))
  }
}

extension RandomContrast: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "away from its mean by a factor"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["factor": .range(factor)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(try options.spread("factor", in: 0...100, around: 1))
  }
}
