import ApusCore
import ApusNN

/// Every hue moved on the circle of colours; saturation and value stay.
///
/// Images have one channel or three in 0…1, and so have results. Source: torchvision `adjust_hue`.
public struct RandomHue: ImageTransform {
  /// The range of the move, in whole turns.
  public let turns: ClosedRange<Double>

  /// Traps on values outside -0.5...0.5.
  public init(_ turns: ClosedRange<Double>) {
    checkRange(turns, in: -0.5...0.5, "RandomHue: turns")
    self.turns = turns
  }

  /// Why there are no colours to change; nil for one or three channels.
  public func refusal(of input: Shape) -> String? { refusalOfColours(input, "RandomHue") }

  /// Changes the image by what is drawn.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    image.turnHue(by: draws.uniform(in: turns))
  }
}

extension RandomHue: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "hues moved by turns of the colour circle"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["turns": .range(turns)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(try options.spread("turns", in: -0.5...0.5))
  }
}
