import ApusCore

/// x where x > 0, αx elsewhere: ``ActivationFunction/leakyReLU(slope:)`` as a layer.
///
/// Input of any shape; output of the same. Defaults as in Keras 3. Source: Maas et al. 2013;
/// lecture S4.
public final class LeakyReLU: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``LeakyReLU``.
  public struct Configuration: Settings {
    /// α, the slope below 0.
    public var negativeSlope = 0.3
    public static let limits: Limits = ["negativeSlope": .number(-1e6...1e6)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "x where x > 0, αx elsewhere"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The layer of this slope.
  public convenience init(negativeSlope: Double = 0.3, name: String? = nil) {
    self.init(Configuration(negativeSlope: negativeSlope), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    LeakyRectifier(slope: settings.negativeSlope)(input)
  }
}
