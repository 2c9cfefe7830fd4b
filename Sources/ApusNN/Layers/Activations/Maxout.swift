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
public final class Maxout: ConfiguredLayer {
  /// The settings of ``Maxout``.
  public struct Configuration: Settings {
    /// The number of outputs; must be given.
    public var units = 0
    /// The number of sums for an output.
    public var pieces = 2
    /// Whether a bias is added.
    public var useBias = true
    /// What makes the weights' first values.
    public var kernelInitializer = Initializer.glorotUniform
    /// What makes the biases' first values.
    public var biasInitializer = Initializer.zeros
    public static let limits: Limits = ["units": .size, "pieces": .size]
    public static var defaults: Self { Self() }

    public func validate() throws {
      try require(
        units * pieces <= Options.largestSize,
        "\(units) units of \(pieces) pieces; at most \(Options.largestSize) sums")
    }
  }

  public static let summary = """
    maxₖ (x Wₖ + bₖ): every output is the greatest of several sums, so the layer learns its \
    own convex activation
    """
  /// The sums, of which ``pieces`` beside each other belong to one unit.
  private let sums: Dense

  /// W, [inputs, units · pieces].
  public var weight: Tensor {
    get { sums.weight }
    set { sums.weight = newValue }
  }
  /// b, [units · pieces]; nil without a bias.
  public var bias: Parameter? { sums.bias }
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    sums = Dense(
      settings.units * settings.pieces, useBias: settings.useBias,
      kernelInitializer: settings.kernelInitializer,
      biasInitializer: settings.biasInitializer)
  }

  /// Traps where `units` or `pieces` is not positive.
  public convenience init(
    _ units: Int, pieces: Int = 2, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    name: String? = nil
  ) {
    self.init(
      Configuration(
        units: units, pieces: pieces, useBias: useBias, kernelInitializer: kernelInitializer,
        biasInitializer: biasInitializer), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let values = sums(input)
    return values.reshaped(to: Shape(values.shape.dropLast() + [settings.units, settings.pieces]))
      .max(axis: -1)
  }

  /// The sums' parameters as its own.
  public var children: [ModuleChild] { sums.children }
}
