import ApusCore

/// Stochastic depth: y = x m / (1 − rate) in training, one m for each example; otherwise y = x.
///
/// At the end of a residual branch it drops the whole branch: `Add()(x, DropPath(0.2)(branch(x)))`.
/// Input of one axis or more, the first the batch; output of the same shape. Source: Huang et al.
/// 2016; lecture S3, stochastic depth; timm's `DropPath`.
public final class DropPath: ConfiguredLayer {
  /// The settings of ``DropPath``.
  public struct Configuration: Settings {
    /// The probability of an example's branch to be dropped; must be given.
    public var rate = -1.0
    public static let limits: Limits = ["rate": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "stochastic depth: x m / (1 − rate) in training, one m for each example"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a rate outside 0…1.
  public convenience init(_ rate: Double, name: String? = nil) {
    self.init(Configuration(rate: rate), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank > 0, "DropPath: an input without a batch axis")
    guard Mode.isDropping, settings.rate > 0 else { return input }
    let shape = Shape([input.shape[0]] + [Int](repeating: 1, count: input.rank - 1))
    return input * dropout(Tensor.ones(shape, dtype: input.dtype), rate: settings.rate)
  }
}
