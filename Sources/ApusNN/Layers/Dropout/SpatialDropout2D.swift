import ApusCore

/// Dropout of whole channels: y = x m / (1 − rate) in training, one m for all places of a channel
/// of an example.
///
/// Neighbouring places are alike, so that dropping single ones takes little away. Input [batch,
/// height, width, channels]; output of the same shape. Source: Tompson et al. 2015; Keras 3
/// `SpatialDropout2D`.
public final class SpatialDropout2D: ConfiguredLayer {
  /// The settings of ``SpatialDropout2D``.
  public struct Configuration: Settings {
    /// The probability of a channel to be dropped; must be given.
    public var rate = -1.0
    public static let limits: Limits = ["rate": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary = "dropout of whole channels of an image"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a rate outside 0…1.
  public convenience init(_ rate: Double, name: String? = nil) {
    self.init(Configuration(rate: rate), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 4,
      """
      SpatialDropout2D: an input of shape \(input.shape); it needs [batch, height, width, channels]
      """
    )
    guard Mode.isDropping, settings.rate > 0 else { return input }
    let mask = Tensor.ones([input.shape[0], 1, 1, input.shape[3]], dtype: input.dtype)
    return input * dropout(mask, rate: settings.rate)
  }
}
