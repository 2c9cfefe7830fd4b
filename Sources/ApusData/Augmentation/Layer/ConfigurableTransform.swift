import ApusCore
import ApusFiles
import ApusNN

/// A transform that can describe itself, so that the file of a model can carry it; see ``Augment``.
///
/// A setting that is drawn from a range takes both its ends, `[-15, 15]`, or one number: how far it
/// may be from no change, so that `degrees: 15` is -15...15 and `brightness: 0.2` is 0.8...1.2.
public protocol ConfigurableTransform: ImageTransform, SendableMetatype {
  /// What it does to an image, in one line; empty unless a type says it.
  static var summary: String { get }

  /// Whether it draws, so that it can augment images for training; true unless a type says
  /// otherwise.
  static var isRandom: Bool { get }

  /// The settings by the names of the initializer's parameters.
  var options: [String: ConfigurationValue] { get }

  /// The transform with these settings; throws where one is missing or outside its range. The
  /// caller calls `finish()` of the options.
  init(options: inout Options) throws
}

extension ConfigurableTransform {
  /// Nothing is said.
  public static var summary: String { "" }
  /// True.
  public static var isRandom: Bool { true }

  /// The name of the type.
  public static var typeName: String { String(describing: Self.self) }

  /// Name and settings, as ``ImageTransforms/make(_:)`` reads them.
  public var configuration: ConfigurationValue {
    var settings = options
    settings["name"] = .text(Self.typeName)
    return .object(settings)
  }
}

/// The transforms that a configuration can name.
public enum ImageTransforms {
  /// All: the library's, and those that the program adds.
  public static var all: [any ConfigurableTransform.Type] { library + added.all }

  /// The program's own transforms.
  package static let added = Additions<any ConfigurableTransform.Type>()

  private static let library: [any ConfigurableTransform.Type] = [
    CenterCrop.self, ChannelNormalization.self, ColorJitter.self, Cutout.self,
    ElasticTransform.self, GaussianBlur.self, RandomAffine.self, RandomBrightness.self,
    RandomContrast.self, RandomCrop.self, RandomErasing.self, RandomGaussianNoise.self,
    RandomGrayscale.self, RandomHorizontalFlip.self, RandomHue.self, RandomPerspective.self,
    RandomResizedCrop.self, RandomRotation.self, RandomSaturation.self, RandomShear.self,
    RandomTranslation.self, RandomVerticalFlip.self, RandomZoom.self, Resize.self,
    SaltAndPepperNoise.self,
  ]

  /// The names of all transforms.
  public static var names: [String] { all.map { $0.typeName } }

  /// The transform that `value`, an object with a name and settings, describes.
  ///
  /// - Throws: ``ConfigurationError`` if that is unknown or impossible.
  public static func make(_ value: ConfigurationValue) throws -> any ConfigurableTransform {
    guard case .object(var settings) = value, case .text(let name)? = settings["name"] else {
      throw ConfigurationError(
        .invalidOption,
        "\(value.description.prefix(80)) is not an image transform with a name")
    }
    guard let type = all.first(where: { $0.typeName.lowercased() == name.lowercased() }) else {
      throw ConfigurationError(
        .unknownName,
        "\"\(name.prefix(40))\" is not an image transform\(suggestion(for: name, among: names))")
    }
    settings["name"] = nil
    var options = Options(settings, of: type.typeName)
    let transform = try type.init(options: &options)
    try options.finish()
    return transform
  }
}

extension ImageSampling {
  /// The settings that say how an image is sampled.
  var options: [String: ConfigurationValue] {
    let name = interpolation == .nearest ? "nearest" : "bilinear"
    return border.options.merging(["interpolation": .text(name)]) { a, _ in a }
  }
}

extension ImageSampling.Border {
  /// The settings that say what lies beyond the edges.
  var options: [String: ConfigurationValue] {
    switch self {
    case .constant(let value): ["border": "constant", "fill": .number(Double(value))]
    case .replicate: ["border": "replicate"]
    case .reflect: ["border": "reflect"]
    case .wrap: ["border": "wrap"]
    }
  }
}

/// The settings that several transforms have.
extension Options {
  private enum BorderName: String, CaseIterable { case constant, replicate, reflect, wrap }
  private enum InterpolationName: String, CaseIterable { case nearest, bilinear }

  mutating func probability(_ name: String = "probability", default: Double) throws -> Double {
    try number(name, in: 0...1, default: `default`)
  }

  /// How an image is sampled; bilinear beyond whose edges there is `border` unless told otherwise.
  mutating func sampling(border: ImageSampling.Border = .constant(0)) throws -> ImageSampling {
    let interpolation = try choice("interpolation", default: InterpolationName.bilinear)
    return ImageSampling(
      interpolation == .nearest ? .nearest : .bilinear, border: try self.border(default: border))
  }

  /// What lies beyond an image's edges.
  mutating func border(
    default: ImageSampling.Border = .constant(0)
  ) throws -> ImageSampling.Border {
    var usual = BorderName.constant
    var fill = 0.0
    switch `default` {
    case .constant(let value): fill = Double(value)
    case .replicate: usual = .replicate
    case .reflect: usual = .reflect
    case .wrap: usual = .wrap
    }
    switch try choice("border", default: usual) {
    case .constant: return .constant(Float(try number("fill", in: -1e6...1e6, default: fill)))
    case .replicate: return .replicate
    case .reflect: return .reflect
    case .wrap: return .wrap
    }
  }

  /// A range by its two ends, or by how far it reaches to either side of `around`.
  mutating func spread(
    _ name: String, in allowed: ClosedRange<Double>, around: Double = 0,
    default: ClosedRange<Double>? = nil
  ) throws -> ClosedRange<Double> {
    let ends: [Double?]
    switch value(name) {
    case nil where `default` != nil: return `default` ?? around...around
    case .list(let values)?: ends = values.map(\.asNumber)
    case let single?:
      ends = single.asNumber.map { [around - abs($0), around + abs($0)] } ?? []
    case nil: ends = []
    }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last,
      allowed.contains(first), allowed.contains(last)
    else {
      throw wrong(
        name,
        """
        [first, last] from \(allowed.lowerBound) to \(allowed.upperBound), or how far from \
        \(around)
        """)
    }
    return first...last
  }

  /// A value to paint with.
  mutating func paint(_ name: String = "value", default: Double) throws -> Float {
    Float(try number(name, in: -1e6...1e6, default: `default`))
  }
}
