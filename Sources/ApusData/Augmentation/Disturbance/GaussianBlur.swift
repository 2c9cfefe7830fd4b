import ApusCore
import ApusNN

/// The image blurred by a Gaussian whose standard deviation is drawn from a range.
///
/// The image is mirrored about the middle of its outermost pixels. Source: torchvision
/// `GaussianBlur`; SimCLR (Chen et al. 2020).
public struct GaussianBlur: ImageTransform {
  /// Weights along an axis.
  public let kernelSize: Int
  /// The range of the standard deviation, in pixels.
  public let sigma: ClosedRange<Double>
  /// How likely an image is blurred.
  public let probability: Double

  /// Traps on a kernel size that is even or outside 1...1001, a σ outside 0.01…100 or a probability
  /// outside 0...1.
  public init(
    kernelSize: Int = 5, sigma: ClosedRange<Double> = 0.1...2, probability: Double = 1
  ) {
    require(
      1...1001 ~= kernelSize && kernelSize % 2 == 1,
      "GaussianBlur: a kernel size of \(kernelSize), expected an odd number in 1...1001")
    checkRange(sigma, in: 0.01...100, "GaussianBlur: sigma")
    checkProbability(probability, "GaussianBlur")
    self.kernelSize = kernelSize
    self.sigma = sigma
    self.probability = probability
  }

  /// Blurs the image.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    guard draws.boolean(probability: probability) else { return }
    let kernel = GaussianKernel(sigma: draws.uniform(in: sigma), radius: kernelSize / 2)
    let shape = image.shape
    image.replace(height: shape[0], width: shape[1]) { old, new in
      kernel.apply(to: old, shape: shape, in: image, result: new)
    }
  }
}

extension GaussianBlur: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "blurred by a Gaussian of sigma pixels"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "kernelSize": .integer(kernelSize), "sigma": .range(sigma),
      "probability": .number(probability),
    ]
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    let size = try options.integer("kernelSize", in: 1...1001, default: 5)
    guard size % 2 == 1 else {
      throw ConfigurationError(
        .invalidOption, "\(options.owner): kernelSize is \(size); it must be odd")
    }
    self.init(
      kernelSize: size, sigma: try options.range("sigma", in: 0.01...100, default: 0.1...2),
      probability: try options.probability(default: 1))
  }
}
