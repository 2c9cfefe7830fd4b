import ApusCore

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

  /// The input's shape; traps on other than one or three channels.
  public func outputShape(for input: Shape) -> Shape {
    checkColour(input, "RandomHue")
    return input
  }

  /// Changes the image by what is drawn.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    image.turnHue(by: draws.uniform(in: turns))
  }
}
