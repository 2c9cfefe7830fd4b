import ApusCore
import ApusData
import ApusNN
import ApusTraining

/// The augmentations that a configuration can name, with their settings.
///
/// A setting that is drawn from a range takes both its ends, `[-15, 15]`, or one number: how far it
/// may be from no change, so that `degrees: 15` is -15...15 and `brightness: 0.2` is 0.8...1.2.
public enum AugmentationConfiguration {
  /// A step of an augmentation.
  enum Step: Sendable {
    case transform(any ImageTransform)
    case mixing(any BatchMixing)
  }

  typealias Kind = ConfigurableKind<Step>

  /// The names of all augmentations.
  public static var names: [String] { kinds.map(\.name) }

  /// The names of all augmentations, and what each does in one line.
  public static var summaries: [(name: String, summary: String)] {
    kinds.map { ($0.name, $0.summary) }
  }

  /// The augmentation of these steps, objects with a name and settings; nil for an empty list.
  ///
  /// - Parameter shape: that of the images, which comes out of all steps unchanged.
  /// - Throws: ``ConfigurationError`` or ``RecipeError`` where a step is not known or cannot take
  ///   the images.
  static func makeAugmentation(
    _ values: [ConfigurationValue], seed: UInt64, of shape: Shape
  ) throws -> Augmentation? {
    var transforms: [any ImageTransform] = []
    var mixing: (any BatchMixing)?
    for value in values {
      switch try makeStep(value, of: shape) {
      case .transform(let transform): transforms.append(transform)
      case .mixing(let mix):
        guard mixing == nil else { throw RecipeError("only one of MixUp and CutMix can mix") }
        mixing = mix
      }
    }
    if transforms.isEmpty && mixing == nil { return nil }
    return Augmentation(seed: seed, transforms, mixing: mixing)
  }

  /// One step, which must leave images of `shape` in their shape.
  static func makeStep(_ value: ConfigurationValue, of shape: Shape) throws -> Step {
    guard shape.rank == 3 else {
      throw RecipeError("augmentation is for images; the examples here have the shape \(shape)")
    }
    let step: Step = try kinds.make(value, "an augmentation")
    if case .transform(let transform) = step, transform.outputShape(for: shape) != shape {
      throw RecipeError(
        "it makes images of \(transform.outputShape(for: shape)), but the model takes \(shape)")
    }
    return step
  }

  private static func kind(
    _ name: String, _ summary: String,
    _ make: @escaping @Sendable (inout Options) throws -> any ImageTransform
  ) -> Kind {
    Kind(name, summary) { .transform(try make(&$0)) }
  }

  static let kinds: [Kind] = [
    kind("RandomHorizontalFlip", "left and right exchanged with a probability") {
      RandomHorizontalFlip(probability: try $0.probability(0.5))
    },
    kind("RandomVerticalFlip", "top and bottom exchanged with a probability") {
      RandomVerticalFlip(probability: try $0.probability(0.5))
    },
    kind("RandomRotation", "turned by degrees") {
      RandomRotation(try $0.range("degrees", within: -360...360))
    },
    kind("RandomTranslation", "moved by shares x and y of its size") {
      RandomTranslation(
        x: try $0.range("x", within: -1...1, default: 0...0),
        y: try $0.range("y", within: -1...1, default: 0...0))
    },
    kind("RandomShear", "sheared by degrees x and y") {
      RandomShear(
        x: try $0.range("x", within: -85...85, default: 0...0),
        y: try $0.range("y", within: -85...85, default: 0...0))
    },
    kind("RandomZoom", "enlarged by a factor scale") {
      RandomZoom(try $0.range("scale", within: 0.01...100, around: 1))
    },
    kind("RandomAffine", "turned, moved, enlarged and sheared by one map") {
      RandomAffine(
        degrees: try $0.range("degrees", within: -360...360, default: 0...0),
        x: try $0.range("x", within: -1...1, default: 0...0),
        y: try $0.range("y", within: -1...1, default: 0...0),
        scale: try $0.range("scale", within: 0.01...100, around: 1, default: 1...1),
        shearX: try $0.range("shearX", within: -85...85, default: 0...0),
        shearY: try $0.range("shearY", within: -85...85, default: 0...0))
    },
    kind("RandomPerspective", "seen from another place, by distortion") {
      RandomPerspective(
        distortion: try $0.number("distortion", in: 0...0.999, default: 0.5),
        probability: try $0.probability(0.5))
    },
    kind("ElasticTransform", "bent smoothly: alpha pixels, smooth over sigma") {
      ElasticTransform(
        alpha: try $0.number("alpha", in: 0...10_000, default: 34),
        sigma: try $0.number("sigma", in: 0.1...100, default: 4))
    },
    kind("RandomCrop", "a window of height and width, after padding") {
      RandomCrop(
        height: try $0.integer("height", in: 1...4096),
        width: try $0.integer("width", in: 1...4096),
        padding: try $0.integer("padding", in: 0...4096, default: 0))
    },
    kind(
      "RandomResizedCrop", "a window of a share scale of the image, made as large as height, width"
    ) {
      RandomResizedCrop(
        height: try $0.integer("height", in: 1...4096),
        width: try $0.integer("width", in: 1...4096),
        scale: try $0.range("scale", within: 0...1, default: 0.08...1),
        ratio: try $0.range("ratio", within: 0.001...1000, default: 0.75...4.0 / 3))
    },
    kind("RandomBrightness", "times a factor") {
      RandomBrightness(try $0.range("factor", within: 0...100, around: 1))
    },
    kind("RandomContrast", "away from its mean by a factor") {
      RandomContrast(try $0.range("factor", within: 0...100, around: 1))
    },
    kind("RandomSaturation", "away from grey by a factor") {
      RandomSaturation(try $0.range("factor", within: 0...100, around: 1))
    },
    kind("RandomHue", "hues moved by turns of the colour circle") {
      RandomHue(try $0.range("turns", within: -0.5...0.5))
    },
    kind("RandomGrayscale", "grey with a probability") {
      RandomGrayscale(probability: try $0.probability(0.1))
    },
    kind("ColorJitter", "brightness, contrast, saturation and hue") {
      ColorJitter(
        brightness: try $0.range("brightness", within: 0...100, around: 1, default: 1...1),
        contrast: try $0.range("contrast", within: 0...100, around: 1, default: 1...1),
        saturation: try $0.range("saturation", within: 0...100, around: 1, default: 1...1),
        hue: try $0.range("hue", within: -0.5...0.5, default: 0...0))
    },
    kind("GaussianBlur", "blurred by a Gaussian of sigma pixels") { options in
      let size = try options.integer("kernelSize", in: 1...1001, default: 5)
      guard size % 2 == 1 else { throw options.wrong("kernelSize", "an odd number from 1 to 1001") }
      return GaussianBlur(
        kernelSize: size, sigma: try options.range("sigma", within: 0.01...100, default: 0.1...2),
        probability: try options.probability(1))
    },
    kind("RandomGaussianNoise", "with noise of a standardDeviation") {
      RandomGaussianNoise(
        mean: try $0.number("mean", in: -100...100, default: 0),
        standardDeviation: try $0.number("standardDeviation", in: 0...100, default: 0.1))
    },
    kind("SaltAndPepperNoise", "an amount of pixels black or white") {
      SaltAndPepperNoise(
        amount: try $0.range("amount", within: 0...1, default: 0.05...0.05),
        salt: try $0.number("salt", in: 0...1, default: 0.5))
    },
    kind("RandomErasing", "a rectangle painted over") {
      RandomErasing(
        probability: try $0.probability(0.5),
        scale: try $0.range("scale", within: 0...1, default: 0.02...0.33),
        ratio: try $0.range("ratio", within: 0.001...1000, default: 0.3...3.3))
    },
    kind("Cutout", "a square of size pixels painted over") {
      Cutout(size: try $0.integer("size", in: 1...4096), probability: try $0.probability(1))
    },
    Kind("MixUp", "mixed with another example of the batch, by alpha") {
      .mixing(MixUp(alpha: try $0.number("alpha", in: 0.001...1000, default: 0.2)))
    },
    Kind("CutMix", "with a rectangle of another example of the batch, by alpha") {
      .mixing(CutMix(alpha: try $0.number("alpha", in: 0.001...1000, default: 1)))
    },
  ]
}

extension Options {
  fileprivate mutating func probability(_ usual: Double) throws -> Double {
    try number("probability", in: 0...1, default: usual)
  }

  /// Two ends, or how far from `around`.
  fileprivate mutating func range(
    _ name: String, within allowed: ClosedRange<Double>, around: Double = 0,
    default: ClosedRange<Double>? = nil
  ) throws -> ClosedRange<Double> {
    let expected =
      "[first, last] from \(allowed.lowerBound) to \(allowed.upperBound), or how far from \(around)"
    let ends: [Double]
    switch value(name) {
    case nil:
      guard let `default` else { throw wrong(name, expected) }
      return `default`
    case .list(let values): ends = values.compactMap(\.asNumber)
    case let single?: ends = single.asNumber.map { [around - abs($0), around + abs($0)] } ?? []
    }
    guard ends.count == 2, ends[0] <= ends[1], ends.allSatisfy(allowed.contains) else {
      throw wrong(name, expected)
    }
    return ends[0]...ends[1]
  }
}
