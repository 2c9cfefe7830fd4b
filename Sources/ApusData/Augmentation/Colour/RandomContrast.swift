import ApusCore

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

  /// The input's shape; traps on other than one or three channels.
  public func outputShape(for input: Shape) -> Shape {
    checkColour(input, "RandomContrast")
    return input
  }

  /// Changes the image by what is drawn.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    image.contrast(by: draws.uniform(in: factor))
  }
}
