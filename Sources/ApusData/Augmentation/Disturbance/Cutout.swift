import ApusCore
import ApusNN

/// A square around a random pixel is painted over; what of it lies beyond the edges is left away.
///
/// - Source: DeVries and Taylor 2017.
public struct Cutout: ImageTransform {
  /// The square's side, in pixels.
  public let size: Int
  /// What it is painted with.
  public let value: Float
  /// How likely an image is changed.
  public let probability: Double

  /// Traps on a size below 1 or a probability outside 0...1.
  public init(size: Int, value: Float = 0, probability: Double = 1) {
    require(size > 0, "Cutout: a square of \(size) pixels a side, expected above 0")
    checkProbability(probability, "Cutout")
    self.size = size
    self.value = value
    self.probability = probability
  }

  /// Paints over the square.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    guard draws.boolean(probability: probability) else { return }
    func part(of extent: Int) -> Range<Int> {
      let first = draws.integer(below: extent) - size / 2
      return max(0, first)..<max(0, min(extent, first + size))
    }
    let rows = part(of: image.height)
    image.paint(rows: rows, columns: part(of: image.width), value: value, draws: &draws)
  }
}

extension Cutout: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "a square of size pixels painted over"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["size": .integer(size), "value": .number(Double(value)), "probability": .number(probability)]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      size: try options.integer("size"), value: try options.paint(default: 0),
      probability: try options.probability(default: 1))
  }
}
