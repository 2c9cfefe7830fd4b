import ApusCore

/// y = x m / (1 − rate) in training and in ``Mode/sampling(_:)``, each m independently 0 with
/// probability `rate`, else 1; otherwise y = x.
///
/// Input of any shape; output of the same. The mask comes from the task's random generator. Source:
/// Srivastava et al. 2014; lecture S1.
public final class Dropout: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``Dropout``.
  public struct Configuration: Settings {
    /// The probability of an element to be dropped; must be given.
    public var rate = -1.0
    public static let limits: Limits = ["rate": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "x m / (1 − rate) in training, each m independently 0 with probability rate"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a rate outside 0…1.
  public convenience init(_ rate: Double, name: String? = nil) {
    self.init(Configuration(rate: rate), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, settings.rate > 0 else { return input }
    return dropout(input, rate: settings.rate)
  }
}
