import ApusCore
import ApusNN

/// A window of random size, form and place, brought to one size.
///
/// The image is sampled once at each new pixel's centre: a window much larger than the result is
/// not averaged first. Source: Szegedy et al. 2014; torchvision `RandomResizedCrop`, which averages
/// if not told otherwise.
public struct RandomResizedCrop: GeometricTransform {
  /// Rows of the result.
  public let height: Int
  /// Its columns.
  public let width: Int
  /// The range of the window's share of the image.
  public let scale: ClosedRange<Double>
  /// The range of its width over its height, drawn evenly by logarithm.
  public let ratio: ClosedRange<Double>
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on a height or width below 1, a share outside 0...1 or a ratio outside 0.001...1000.
  public init(
    height: Int, width: Int, scale: ClosedRange<Double> = 0.08...1,
    ratio: ClosedRange<Double> = 3.0 / 4...4.0 / 3,
    sampling: ImageSampling = ImageSampling(border: .replicate)
  ) {
    require(height > 0 && width > 0, "RandomResizedCrop: \(height) by \(width), expected above 0")
    checkRange(scale, in: 0...1, "RandomResizedCrop: a share")
    checkRange(ratio, in: 0.001...1000, "RandomResizedCrop: a ratio")
    self.height = height
    self.width = width
    self.scale = scale
    self.ratio = ratio
    self.sampling = sampling
  }

  /// [height, width, channels].
  public func outputShape(for input: Shape) -> Shape { [height, width, input[2]] }

  /// The whole image in that size.
  public var standingStill: (any ImageTransform)? {
    Resize(height: height, width: width, sampling: sampling ?? ImageSampling(border: .replicate))
  }

  /// The window; ten are tried, and where none fits, the largest of an allowed form in the middle.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    // A window's form is its height over its width.
    let forms = (1 / ratio.upperBound)...(1 / ratio.lowerBound)
    for _ in 0..<10 {
      let window = RandomWindow(of: shape, scale: scale, ratio: forms, draws: &draws)
      guard 1...shape[0] ~= window.height && 1...shape[1] ~= window.width else { continue }
      return .resizedWindow(
        height: window.height, width: window.width,
        top: draws.integer(below: shape[0] - window.height + 1),
        left: draws.integer(below: shape[1] - window.width + 1), to: (height, width))
    }
    let (rows, columns) = (Double(shape[0]), Double(shape[1]))
    let windowWidth = Int(min(columns, rows * ratio.upperBound).rounded(.toNearestOrEven))
    let windowHeight = Int(min(rows, columns / ratio.lowerBound).rounded(.toNearestOrEven))
    return .resizedWindow(
      height: max(1, windowHeight), width: max(1, windowWidth),
      top: (shape[0] - windowHeight) / 2, left: (shape[1] - windowWidth) / 2, to: (height, width))
  }
}

extension RandomResizedCrop: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary =
    "a window of a share scale of the image, made as large as height, width"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = [
      "height": .integer(height), "width": .integer(width), "scale": .range(scale),
      "ratio": .range(ratio),
    ]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      height: try options.integer("height"), width: try options.integer("width"),
      scale: try options.range("scale", in: 0...1, default: 0.08...1),
      ratio: try options.range("ratio", in: 0.001...1000, default: 3.0 / 4...4.0 / 3),
      sampling: try options.sampling(border: .replicate))
  }
}
