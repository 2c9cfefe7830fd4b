import ApusCore
import ApusNN
import Foundation

/// A rectangle of random size, form and place is painted over, with a probability.
///
/// - Source: Zhong et al. 2017; torchvision `RandomErasing`.
public struct RandomErasing: ImageTransform {
  /// How likely an image is changed.
  public let probability: Double
  /// The range of the rectangle's share of the image.
  public let scale: ClosedRange<Double>
  /// The range of its height over its width, drawn evenly by logarithm.
  public let ratio: ClosedRange<Double>
  /// What it is painted with; nil for normally distributed numbers.
  public let value: Float?

  /// Traps on a probability or share outside 0...1 or a ratio outside 0.001...1000.
  public init(
    probability: Double = 0.5, scale: ClosedRange<Double> = 0.02...0.33,
    ratio: ClosedRange<Double> = 0.3...3.3, value: Float? = 0
  ) {
    checkProbability(probability, "RandomErasing")
    checkRange(scale, in: 0...1, "RandomErasing: a share")
    checkRange(ratio, in: 0.001...1000, "RandomErasing: a ratio")
    self.probability = probability
    self.scale = scale
    self.ratio = ratio
    self.value = value
  }

  /// Paints over a rectangle; ten sizes are tried, and nothing is done where none fits.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    guard draws.boolean(probability: probability) else { return }
    for _ in 0..<10 {
      let window = RandomWindow(of: image.shape, scale: scale, ratio: ratio, draws: &draws)
      guard window.height < image.height && window.width < image.width else { continue }
      let top = draws.integer(below: image.height - window.height + 1)
      let left = draws.integer(below: image.width - window.width + 1)
      image.paint(
        rows: top..<top + window.height, columns: left..<left + window.width, value: value,
        draws: &draws)
      return
    }
  }
}

/// The size of a rectangle whose share of an image and ratio of height to width are drawn.
struct RandomWindow {
  let height: Int
  let width: Int

  init(
    of shape: Shape, scale: ClosedRange<Double>, ratio: ClosedRange<Double>,
    draws: inout ImageDraws
  ) {
    let area = Double(shape[0] * shape[1]) * draws.uniform(in: scale)
    let logarithms = log(ratio.lowerBound)...log(ratio.upperBound)
    let form = exp(draws.uniform(in: logarithms))
    height = Int((area * form).squareRoot().rounded(.toNearestOrEven))
    width = Int((area / form).squareRoot().rounded(.toNearestOrEven))
  }
}

extension WorkingImage {
  /// Paints a rectangle with a value, or with normally distributed numbers where it is nil.
  func paint(
    rows: Range<Int>, columns: Range<Int>, value: Float?, draws: inout ImageDraws
  ) {
    for row in rows {
      let start = (row * width + columns.lowerBound) * channels
      let end = (row * width + columns.upperBound) * channels
      let part = UnsafeMutableBufferPointer(rebasing: pixels[start..<end])
      if let value {
        part.update(repeating: value)
      } else {
        draws.fill(part, normalWithMean: 0, standardDeviation: 1)
      }
    }
  }
}

extension RandomErasing: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "a rectangle painted over"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "probability": .number(probability), "scale": .range(scale), "ratio": .range(ratio),
      "value": value.map { .number(Double($0)) } ?? "noise",
    ]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    // Numbers that are drawn have a word in the value's place.
    let isNoise = options.value("value") == .text("noise")
    self.init(
      probability: try options.probability(default: 0.5),
      scale: try options.range("scale", in: 0...1, default: 0.02...0.33),
      ratio: try options.range("ratio", in: 0.001...1000, default: 0.3...3.3),
      value: isNoise ? nil : try options.paint(default: 0))
  }
}
