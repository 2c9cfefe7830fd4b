import ApusCore

/// A way to make a parameter's first value.
///
/// Names, formulas and defaults are those of Keras 3. Random ones take one stream of the task's generator when the
/// parameter is declared, so the values depend on the seed and the order of layers, not on when they are made.
public struct Initializer: Sendable {
  /// The name in configurations.
  public let name: String
  /// The settings in configurations.
  public let options: [String: ConfigurationValue]
  /// Whether the value depends on a generator.
  let isRandom: Bool
  private let make: @Sendable (Shape, DType, RandomGenerator) -> Tensor

  /// A way of one's own; configurations can carry only the library's, so `name` must not be one of theirs.
  public init(
    _ name: String, _ make: @escaping @Sendable (Shape, DType, RandomGenerator) -> Tensor
  ) {
    require(
      !Initializer.names.contains(name), "initializer: \"\(name)\" is one of the library's")
    self.init(name, [:], isRandom: true, make)
  }

  init(
    _ name: String, _ options: [String: ConfigurationValue], isRandom: Bool,
    _ make: @escaping @Sendable (Shape, DType, RandomGenerator) -> Tensor
  ) {
    self.name = name
    self.options = options
    self.isRandom = isRandom
    self.make = make
  }

  /// A value of this shape.
  public func callAsFunction(
    _ shape: Shape, dtype: DType = .float32, generator: RandomGenerator = .current
  ) -> Tensor {
    make(shape, dtype, generator)
  }

  /// Gives `parameter` a shape, and this way to make its value when it is first read.
  public func declare(_ parameter: Parameter, _ shape: Shape, dtype: DType = .float32) {
    let make = self.make
    let stream = isRandom ? RandomGenerator.current.nextStream() : RandomGenerator.State(seed: 0)
    parameter.declare(shape, dtype: dtype) { make($0, $1, RandomGenerator(state: stream)) }
  }
}

// MARK: Constants

extension Initializer {
  /// Every element 0.
  public static let zeros = Initializer("zeros", [:], isRandom: false) { shape, dtype, _ in
    .zeros(shape, dtype: dtype)
  }

  /// Every element 1.
  public static let ones = Initializer("ones", [:], isRandom: false) { shape, dtype, _ in
    .ones(shape, dtype: dtype)
  }

  /// Every element `value`.
  public static func constant(_ value: Double) -> Initializer {
    Initializer("constant", ["value": .number(value)], isRandom: false) { shape, dtype, _ in
      Tensor(repeating: value, shape, dtype: dtype)
    }
  }
}

// MARK: Distributions given outright

extension Initializer {
  /// Uniform over [low, high).
  public static func uniform(from low: Double = -0.05, to high: Double = 0.05) -> Initializer {
    Initializer("uniform", ["low": .number(low), "high": .number(high)], isRandom: true) {
      .randomUniform($0, from: low, to: high, dtype: $1, generator: $2)
    }
  }

  /// Normal.
  public static func randomNormal(
    mean: Double = 0, standardDeviation: Double = 0.05
  ) -> Initializer {
    Initializer(
      "randomNormal",
      ["mean": .number(mean), "standardDeviation": .number(standardDeviation)], isRandom: true
    ) {
      .randomNormal(
        $0, mean: mean, standardDeviation: standardDeviation, dtype: $1, generator: $2)
    }
  }

  /// Normal, drawn again beyond two standard deviations from the mean.
  public static func truncatedNormal(
    mean: Double = 0, standardDeviation: Double = 0.05
  ) -> Initializer {
    Initializer(
      "truncatedNormal",
      ["mean": .number(mean), "standardDeviation": .number(standardDeviation)], isRandom: true
    ) {
      .randomTruncatedNormal(
        $0, mean: mean, standardDeviation: standardDeviation, dtype: $1, generator: $2)
    }
  }
}

// MARK: Scaled by the number of connections

extension Initializer {
  /// Uniform within ±√(6 / (in + out)). Source: Glorot & Bengio 2010.
  public static let glorotUniform = scaledUniform("glorotUniform") { 2 / ($0.input + $0.output) }

  /// Truncated normal of variance 2 / (in + out). Source: Glorot & Bengio 2010.
  public static let glorotNormal = scaledNormal("glorotNormal") { 2 / ($0.input + $0.output) }

  /// Uniform within ±√(6 / in). Source: He et al. 2015.
  public static let heUniform = scaledUniform("heUniform") { 2 / $0.input }

  /// Truncated normal of variance 2 / in. Source: He et al. 2015.
  public static let heNormal = scaledNormal("heNormal") { 2 / $0.input }

  /// Uniform within ±√(3 / in). Source: LeCun et al. 1998.
  public static let lecunUniform = scaledUniform("lecunUniform") { 1 / $0.input }

  /// Truncated normal of variance 1 / in. Source: LeCun et al. 1998.
  public static let lecunNormal = scaledNormal("lecunNormal") { 1 / $0.input }

  /// Uniform of the variance that `variance` gives: ±√(3 variance).
  private static func scaledUniform(
    _ name: String, _ variance: @escaping @Sendable (Fans) -> Double
  ) -> Initializer {
    Initializer(name, [:], isRandom: true) { shape, dtype, generator in
      let limit = (3 * variance(Fans(of: shape))).squareRoot()
      return .randomUniform(shape, from: -limit, to: limit, dtype: dtype, generator: generator)
    }
  }

  /// Truncated normal of the variance that `variance` gives after truncation.
  private static func scaledNormal(
    _ name: String, _ variance: @escaping @Sendable (Fans) -> Double
  ) -> Initializer {
    Initializer(name, [:], isRandom: true) { shape, dtype, generator in
      let deviation = variance(Fans(of: shape)).squareRoot() / truncatedDeviation
      return .randomTruncatedNormal(
        shape, standardDeviation: deviation, dtype: dtype, generator: generator)
    }
  }

  /// The standard deviation that is left of a standard normal distribution cut off at ±2.
  private static let truncatedDeviation = 0.87962566103423978
}

// MARK: Configurations

extension Initializer {
  /// Those that need no settings.
  private static let plain: [Initializer] = [
    .zeros, .ones, .glorotUniform, .glorotNormal, .heUniform, .heNormal, .lecunUniform,
    .lecunNormal,
  ]

  /// The names of the library's initializers.
  public static let names =
    plain.map(\.name) + ["constant", "uniform", "randomNormal", "truncatedNormal"]

  /// The name, or an object of name and settings.
  var configuration: ConfigurationValue {
    if options.isEmpty { return .text(name) }
    return .object(options.merging(["name": .text(name)]) { a, _ in a })
  }

  /// The library's initializer of this name with these settings; throws where either is not known or possible.
  public static func named(
    _ name: String, options: [String: ConfigurationValue] = [:]
  ) throws -> Initializer {
    var options = Options(options, of: name)
    let initializer: Initializer
    let range = -1e6...1e6
    switch name {
    case "constant":
      initializer = .constant(try options.number("value", in: range, default: 0))
    case "uniform":
      let low = try options.number("low", in: range, default: -0.05)
      let high = try options.number("high", in: range, default: 0.05)
      guard low < high else {
        throw ConfigurationError(.invalidOption, "uniform: the range \(low)…\(high) is empty")
      }
      initializer = .uniform(from: low, to: high)
    case "randomNormal", "truncatedNormal":
      let mean = try options.number("mean", in: range, default: 0)
      let deviation = try options.number("standardDeviation", in: 0...1e6, default: 0.05)
      initializer =
        name == "randomNormal"
        ? .randomNormal(mean: mean, standardDeviation: deviation)
        : .truncatedNormal(mean: mean, standardDeviation: deviation)
    default:
      guard let found = plain.first(where: { $0.name == name }) else {
        throw ConfigurationError(
          .unknownName,
          "\"\(name.prefix(40))\" is not an initializer; known are \(names.joined(separator: ", "))"
        )
      }
      initializer = found
    }
    try options.finish()
    return initializer
  }
}

extension Options {
  /// A setting that names an initializer.
  mutating func initializer(_ name: String, default: Initializer) throws -> Initializer {
    switch value(name) {
    case nil: return `default`
    case .text(let text): return try Initializer.named(text)
    case .object(var settings):
      guard case .text(let text)? = settings.removeValue(forKey: "name") else { break }
      return try Initializer.named(text, options: settings)
    default: break
    }
    throw ConfigurationError(
      .invalidOption, "\(owner): \(name) must be an initializer's name, or an object with one")
  }
}
