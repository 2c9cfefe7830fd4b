import ApusCore

/// Dropout as it was first: y = x m in training, each m independently 0 with probability `rate`,
/// else 1; otherwise y = (1 − rate) x, which is halving the weights after it where the rate is ½.
///
/// ``Dropout`` divides in training instead, so that inference costs nothing. Input of any shape;
/// output of the same. Source: Hinton et al. 2012; lecture S0, dropout.
public final class ClassicalDropout: ConfiguredLayer {
  /// The settings of ``ClassicalDropout``.
  public struct Configuration: Settings {
    /// The probability of an element to be dropped; must be given.
    public var rate = -1.0
    public static let limits: Limits = ["rate": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "dropout as it was first: nothing scaled in training, outputs times 1 − rate otherwise"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a rate outside 0…1.
  public convenience init(_ rate: Double, name: String? = nil) {
    self.init(Configuration(rate: rate), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    if settings.rate == 0 { return input }
    return Mode.isDropping
      ? dropout(input, rate: settings.rate) * (1 - settings.rate) : input * (1 - settings.rate)
  }
}
