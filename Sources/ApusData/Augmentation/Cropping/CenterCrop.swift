import ApusCore
import ApusNN

/// The middle of the image; where it is smaller than that, with a margin of zeros.
///
/// - Source: torchvision `CenterCrop`; Keras 3 `CenterCrop`, which enlarges smaller images.
public struct CenterCrop: GeometricTransform {
  /// Rows of the window.
  public let height: Int
  /// Its columns.
  public let width: Int
  /// Nil: pixels stay whole.
  public var sampling: ImageSampling? { nil }

  /// Traps on a height or width below 1.
  public init(height: Int, width: Int) {
    require(height > 0 && width > 0, "CenterCrop: \(height) by \(width), expected above 0")
    self.height = height
    self.width = width
  }

  /// [height, width, channels].
  public func outputShape(for input: Shape) -> Shape { [height, width, input[2]] }

  /// This: nothing is drawn.
  public var standingStill: (any ImageTransform)? { self }

  /// The window. Where halves are no whole number, it begins at the nearest even one; a margin has
  /// its odd pixel at the right and below.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    func first(_ extent: Int, _ size: Int) -> Double {
      let half = Double(extent - size) / 2
      return half.rounded(half < 0 ? .towardZero : .toNearestOrEven)
    }
    return .window(right: first(shape[1], width), down: first(shape[0], height))
  }
}

extension CenterCrop: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "the middle of height and width"
  /// False: it changes every image alike.
  public static let isRandom = false

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["height": .integer(height), "width": .integer(width)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(height: try options.integer("height"), width: try options.integer("width"))
  }
}
