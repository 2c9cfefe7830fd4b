import ApusCore
import ApusNN

/// A window of fixed size at a random place of the image, with a margin around it if wanted.
///
/// - Source: torchvision `RandomCrop(size, padding:)`; He et al. 2015, whose crops of CIFAR-10 have
///   a padding of 4.
public struct RandomCrop: GeometricTransform {
  /// Rows of the window.
  public let height: Int
  /// Its columns.
  public let width: Int
  /// The margin added on each side first, in pixels.
  public let padding: Int
  /// What the margin holds; nil without one.
  public let sampling: ImageSampling?

  /// Traps on a height or width below 1 or a negative padding.
  public init(
    height: Int, width: Int, padding: Int = 0, border: ImageSampling.Border = .constant(0)
  ) {
    require(
      height > 0 && width > 0 && padding >= 0,
      "RandomCrop: \(height) by \(width) with a padding of \(padding); expected above 0, and 0 or "
        + "more")
    self.height = height
    self.width = width
    self.padding = padding
    sampling = padding > 0 ? ImageSampling(border: border) : nil
  }

  /// [height, width, channels].
  public func outputShape(for input: Shape) -> Shape { [height, width, input[2]] }

  /// Why there is no such window; nil where it is no larger than image and margin.
  public func refusal(of input: Shape) -> String? {
    height <= input[0] + 2 * padding && width <= input[1] + 2 * padding
      ? nil
      : "RandomCrop: \(height) by \(width) of images \(input) with a padding of \(padding)"
  }

  /// The window in the middle.
  public var standingStill: (any ImageTransform)? { CenterCrop(height: height, width: width) }

  /// The window at a place that is drawn.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    let down = draws.integer(below: shape[0] + 2 * padding - height + 1) - padding
    let right = draws.integer(below: shape[1] + 2 * padding - width + 1) - padding
    return .window(right: Double(right), down: Double(down))
  }
}

extension RandomCrop: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "a window of height and width, after padding"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = [
      "height": .integer(height), "width": .integer(width), "padding": .integer(padding),
    ]
    return own.merging(sampling?.border.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      height: try options.integer("height"), width: try options.integer("width"),
      padding: try options.integer("padding", in: 0...Options.largestSize, default: 0),
      border: try options.border())
  }
}
