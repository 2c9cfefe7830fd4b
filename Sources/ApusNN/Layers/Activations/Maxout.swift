import ApusCore

/// maxₖ (x Wₖ + bₖ): every output is the greatest of several sums, so the layer learns its own
/// convex activation.
///
/// ```swift
/// Maxout(64, pieces: 3)
/// ```
///
/// Input […, inputs], at least two axes; output […, units]; weight [inputs, units · pieces] and
/// bias [units · pieces], the pieces of a unit side by side. Source: Goodfellow et al. 2013.
public final class Maxout: Layer {
  /// The sums, of which ``pieces`` beside each other belong to one unit.
  private let sums: Dense
  /// The number of outputs.
  public let units: Int
  /// The number of sums for an output.
  public let pieces: Int
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// W, [inputs, units · pieces].
  public var weight: Tensor {
    get { sums.weight }
    set { sums.weight = newValue }
  }
  /// b, [units · pieces]; nil where the layer has none.
  public var bias: Parameter? { sums.bias }

  /// Traps where `units` or `pieces` is not positive.
  public init(
    _ units: Int, pieces: Int = 2, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    name: String? = nil
  ) {
    require(pieces > 0, "Maxout: \(pieces) pieces; there must be at least one")
    self.units = units
    self.pieces = pieces
    self.name = name
    sums = Dense(
      units * pieces, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let values = sums(input)
    return values.reshaped(to: Shape(values.shape.dropLast() + [units, pieces])).max(axis: -1)
  }

  /// The sums' parameters as its own.
  public var children: [ModuleChild] { sums.children }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Maxout: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "units": .integer(units), "pieces": .integer(pieces), "useBias": .flag(bias != nil),
      "kernelInitializer": sums.kernelInitializer.configuration,
      "biasInitializer": sums.biasInitializer.configuration,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("units"), pieces: try options.integer("pieces", default: 2),
      useBias: try options.flag("useBias", default: true),
      kernelInitializer: try options.initializer("kernelInitializer", default: .glorotUniform),
      biasInitializer: try options.initializer("biasInitializer", default: .zeros), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard try single(inputs).rank < Shape.maximumRank - 1 else {
      throw impossible(inputs, "has no axis left for the pieces")
    }
    try sums.check(inputs)
  }
}
