import ApusCore

/// A layer of radial basis functions: each unit has a centre c and tells how far the input is from
/// it, ‖x − c‖², or how near, exp(−γ‖x − c‖²).
///
/// ```swift
/// RBFOutput(10)                              // with meanSquaredError: near 1 for the class
/// RBFOutput(10, kernel: .squaredDistance)    // LeNet-5's: the least is the class
/// ```
///
/// Centres and γ are learned; freeze them for codes that are given, such as LeNet-5's ±1 patterns.
/// Input […, inputs], at least two axes; output […, units]; centers [units, inputs], gamma a
/// scalar. Source: Broomhead & Lowe 1988; LeCun et al. 1998, section II.B; lecture S2, output
/// layers.
public final class RBFOutput: ConfiguredLayer {
  /// The settings of ``RBFOutput``.
  public struct Configuration: Settings {
    /// The number of centres; must be given.
    public var units = 0
    /// What a unit gives.
    public var kernel = Kernel.gaussian
    /// γ's first value.
    public var gamma = 1.0
    /// What makes the centres' first value.
    public var centersInitializer = Initializer.randomNormal(standardDeviation: 1)
    public static let limits: Limits = ["units": .size, "gamma": .number(1e-12...1e12)]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "radial basis functions: how far the input is from each learned centre, or how near"
  /// What a unit gives.
  public enum Kernel: String, SettingChoice, Sendable {
    /// exp(−γ‖x − c‖²), 1 at the centre.
    case gaussian
    /// ‖x − c‖², 0 at the centre.
    case squaredDistance
  }

  /// The centres, [units, inputs].
  @Parameter public var centers: Tensor
  /// γ, a scalar; nil for squared distances.
  public let gamma: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    gamma = settings.kernel == .gaussian ? Parameter() : nil
  }

  /// Traps where `units` or `gamma` is not positive.
  public convenience init(
    _ units: Int, kernel: Kernel = .gaussian, gamma: Double = 1,
    centersInitializer: Initializer = .randomNormal(standardDeviation: 1), name: String? = nil
  ) {
    self.init(
      Configuration(
        units: units, kernel: kernel, gamma: gamma, centersInitializer: centersInitializer),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "RBFOutput: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$centers.isDeclared {
      let dtype = input.dtype.forParameters
      settings.centersInitializer.declare(
        $centers, [settings.units, input.shape[input.rank - 1]], dtype: dtype)
      if let gamma {
        Initializer.constant(settings.gamma).declare(gamma, [], dtype: dtype)
      }
    }
    let centers = centers
    // ‖x‖² − 2 x·c + ‖c‖²: one product of matrices. Rounding may bring what is nearly 0 below it.
    let lengths = (input * input).sum(axis: -1, keepDimensions: true)
    let products = linear(input, centers.transposed())
    let distances = relu(lengths - products * 2 + (centers * centers).sum(axis: -1))
    guard let gamma else { return distances }
    return exp(-(distances * gamma.wrappedValue))
  }
}
