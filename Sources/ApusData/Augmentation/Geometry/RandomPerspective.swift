import ApusCore
import ApusNN

/// The image as if seen from another place: its corners each move inwards by up to half a
/// `distortion`.
///
/// - Source: torchvision `RandomPerspective`, whose corners are whole numbers; Keras 3
///   `RandomPerspective`.
public struct RandomPerspective: GeometricTransform {
  /// How far corners move at most, in half widths and half heights.
  public let distortion: Double
  /// How likely an image is changed.
  public let probability: Double
  /// How the image is sampled.
  public let sampling: ImageSampling?

  /// Traps on a distortion outside 0..<1 or a probability outside 0...1.
  public init(
    distortion: Double = 0.5, probability: Double = 0.5, sampling: ImageSampling = ImageSampling()
  ) {
    require(
      0..<1 ~= distortion, "RandomPerspective: a distortion of \(distortion), expected in 0..<1")
    checkProbability(probability, "RandomPerspective")
    self.distortion = distortion
    self.probability = probability
    self.sampling = sampling
  }

  /// The map that puts each corner where it was drawn.
  public func map(for shape: Shape, draws: inout ImageDraws) -> ImageMap {
    guard draws.boolean(probability: probability), distortion > 0 else { return .identity }
    let size = SIMD2(Double(shape[1]), Double(shape[0]))
    let corners: [SIMD2<Double>] = [[0, 0], [1, 0], [1, 1], [0, 1]]
    let moved = corners.map { corner in
      let inwards = SIMD2(draws.uniform(), draws.uniform()) * distortion / 2
      return (corner + (SIMD2(1, 1) - 2 * corner) * inwards) * size
    }
    return .perspective(from: corners.map { $0 * size }, to: moved)
  }
}

extension RandomPerspective: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "seen from another place, by distortion"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = [
      "distortion": .number(distortion), "probability": .number(probability),
    ]
    return own.merging(sampling?.options ?? [:]) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      distortion: try options.number("distortion", in: 0...0.999999, default: 0.5),
      probability: try options.probability(default: 0.5), sampling: try options.sampling())
  }
}
