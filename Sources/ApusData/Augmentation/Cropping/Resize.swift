import ApusCore
import ApusNN

/// The whole image brought to one size.
///
/// It is sampled once at each new pixel's centre: made much smaller, it is not averaged first.
/// Source: torchvision `Resize`, which averages if not told otherwise.
public struct Resize: GeometricTransform {
  /// Rows of the result.
  public let height: Int
  /// Its columns.
  public let width: Int
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on a height or width below 1.
  public init(
    height: Int, width: Int, sampling: ImageSampling = ImageSampling(border: .replicate)
  ) {
    require(height > 0 && width > 0, "Resize: \(height) by \(width), expected above 0")
    self.height = height
    self.width = width
    self.sampling = sampling
  }

  /// [height, width, channels].
  public func outputShape(for input: Shape) -> Shape { [height, width, input[2]] }

  /// This: nothing is drawn.
  public var standingStill: (any ImageTransform)? { self }

  /// The whole image.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    .resizedWindow(
      height: shape[0], width: shape[1], top: 0, left: 0, to: (height: height, width: width))
  }
}

extension Resize: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "as large as height and width"
  /// False: it changes every image alike.
  public static let isRandom = false

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = ["height": .integer(height), "width": .integer(width)]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      height: try options.integer("height"), width: try options.integer("width"),
      sampling: try options.sampling(border: .replicate))
  }
}
