import ApusCore

/// y[n, t, c] = x[n, c] for t = 0 … count − 1: each example as every step of a sequence.
///
/// Input [batch, features]; output [batch, count, features]. It hands an encoder's summary to each
/// step of a decoder. Source: Keras; catalogue A10.
public final class RepeatVector: ConfiguredLayer {
  /// The settings of ``RepeatVector``.
  public struct Configuration: Settings {
    /// The number of steps; must be given.
    public var count = 0
    public static let limits: Limits = ["count": .size]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "y[n, t, c] = x[n, c] for t = 0 … count − 1: each example as every step of a sequence"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where `count` is not positive.
  public convenience init(_ count: Int, name: String? = nil) {
    self.init(Configuration(count: count), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 2,
      "RepeatVector: an input of shape \(input.shape); it needs [batch, features]")
    return input.expandingDimension(at: 1).repeated(settings.count, axis: 1)
  }
}
