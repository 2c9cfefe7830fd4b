import ApusCore
import ApusNN

/// The image bent smoothly at random: pixel p comes from p + α · (G ∗ U)(p), where U are numbers
/// drawn evenly from −1…1 for each pixel and axis, and G is a Gaussian of standard deviation σ.
///
/// In an ``Augmentation`` it is one map with the geometric transforms right before it.
///
/// - Source: Simard, Steinkraus, Platt 2003, whose σ = 4 and α = 34 are the defaults; Cireşan et
///   al. 2010. torchvision `ElasticTransform` with 2 α.
public struct ElasticTransform: ImageTransform {
  /// α: how strongly, in pixels.
  public let alpha: Double
  /// σ: how smoothly, in pixels.
  public let sigma: Double
  /// How the image is sampled.
  public let sampling: ImageSampling

  /// Traps on an α outside 0…10,000 or a σ outside 0.1…100.
  public init(
    alpha: Double = 34, sigma: Double = 4, sampling: ImageSampling = ImageSampling()
  ) {
    require(0...10_000 ~= alpha, "ElasticTransform: alpha \(alpha), expected in 0...10,000")
    require(0.1...100 ~= sigma, "ElasticTransform: sigma \(sigma), expected in 0.1...100")
    self.alpha = alpha
    self.sigma = sigma
    self.sampling = sampling
  }

  /// Bends the image.
  public func apply(to image: WorkingImage, draws: inout ImageDraws) {
    let field = displacement(for: image.shape, in: image, draws: &draws)
    image.warp(by: .identity, to: image.shape, sampling: sampling, displacement: field)
  }

  /// The displacement of each pixel of an image of `shape`, in a room of `image`; nil for none.
  func displacement(
    for shape: Shape, in image: WorkingImage, draws: inout ImageDraws
  ) -> UnsafePointer<Float>? {
    guard alpha > 0 else { return nil }
    let count = shape[0] * shape[1] * 2
    let noise = image.room(2, for: count)
    let field = image.room(3, for: count)
    draws.fill(
      UnsafeMutableBufferPointer(start: noise, count: count), uniformFrom: -alpha, to: alpha
    )
    let blur = GaussianKernel(sigma: sigma, radius: Int(4 * sigma + 0.5))
    blur.apply(to: noise, shape: [shape[0], shape[1], 2], in: image, result: field)
    return UnsafePointer(field)
  }
}

extension ElasticTransform: ConfigurableTransform {
  /// What it does to an image, in one line.
  public static let summary = "bent smoothly: alpha pixels, smooth over sigma"

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    let own: [String: ConfigurationValue] = ["alpha": .number(alpha), "sigma": .number(sigma)]
    return own.merging(sampling.options) { a, _ in a }
  }

  /// The transform with these settings; throws where one is missing or outside its range.
  public init(options: inout Options) throws {
    self.init(
      alpha: try options.number("alpha", in: 0...10_000, default: 34),
      sigma: try options.number("sigma", in: 0.1...100, default: 4),
      sampling: try options.sampling())
  }
}
