import ApusCore

/// y = scale · x + offset: values such as bytes of images brought into another range.
///
/// Input of any shape, floating point; output of the same. `Rescaling(1 / 255.0)` gives 0…1.
/// Defaults as in Keras. Source: lecture S2:1577, scalings; catalogue A10.
public final class Rescaling: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``Rescaling``.
  public struct Configuration: Settings {
    /// What values are multiplied by; must be given.
    public var scale = Double.nan
    /// What is added then.
    public var offset = 0.0
    public static let limits: Limits = [
      "scale": .number(-1e30...1e30), "offset": .number(-1e30...1e30),
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "y = scale · x + offset: values such as bytes of images brought into another range"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The layer with these numbers, which must be finite.
  public convenience init(_ scale: Double, offset: Double = 0, name: String? = nil) {
    self.init(Configuration(scale: scale, offset: offset), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let scaled = settings.scale == 1 ? input : input * settings.scale
    return settings.offset == 0 ? scaled : scaled + settings.offset
  }
}
