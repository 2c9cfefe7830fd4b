import ApusCore

/// y = x + e in training, each e independently from N(0, σ²); otherwise y = x.
///
/// Input of any shape; output of the same. Source: Keras 3 `GaussianNoise`; lecture S4, noise on
/// inputs.
public final class GaussianNoise: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``GaussianNoise``.
  public struct Configuration: Settings {
    /// σ; must be given.
    public var standardDeviation = -1.0
    public static let limits: Limits = ["standardDeviation": .number(0...1e6)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "y = x + e in training, each e independently from N(0, σ²)"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a negative σ.
  public convenience init(_ standardDeviation: Double, name: String? = nil) {
    self.init(Configuration(standardDeviation: standardDeviation), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, settings.standardDeviation > 0 else { return input }
    return input
      + .randomNormal(
        input.shape, standardDeviation: settings.standardDeviation, dtype: input.dtype)
  }
}
