import ApusCore

/// y = x n in training, each n independently from N(1, p/(1−p)), p the rate; otherwise y = x.
///
/// Mean and variance of the factor are those of ``Dropout``'s. Input of any shape; output of the
/// same. Source: Srivastava et al. 2014, section 10; Keras 3 `GaussianDropout`.
public final class GaussianDropout: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``GaussianDropout``.
  public struct Configuration: Settings {
    /// p: the probability of the dropout that it stands for; must be given.
    public var rate = -1.0
    public static let limits: Limits = ["rate": .number(0...(1 - 1e-12))]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "y = x n in training, each n independently from N(1, p/(1−p)), p the rate"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a rate outside 0..<1.
  public convenience init(_ rate: Double, name: String? = nil) {
    self.init(Configuration(rate: rate), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, settings.rate > 0 else { return input }
    let deviation = (settings.rate / (1 - settings.rate)).squareRoot()
    return input
      * .randomNormal(input.shape, mean: 1, standardDeviation: deviation, dtype: input.dtype)
  }
}
