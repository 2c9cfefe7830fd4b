import ApusCore

/// eˣⁱ / Σⱼ eˣʲ along an axis.
///
/// Input of any shape with that axis; output of the same. `Activation(.softmax)` is the one along
/// the last. Defaults as in Keras 3. Source: lecture S2, classification.
public final class Softmax: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``Softmax``.
  public struct Configuration: Settings {
    /// The axis, counted with the batch axis; negative from the end.
    public var axis = -1
    public static let limits: Limits = ["axis": .whole(-Shape.maximumRank...Shape.maximumRank)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "eˣⁱ / Σⱼ eˣʲ along an axis"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The layer along `axis`; a call traps where the input has none such.
  public convenience init(axis: Int = -1, name: String? = nil) {
    self.init(Configuration(axis: axis), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { softmax(input, axis: settings.axis) }
}

extension Softmax: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces([settings.axis], inputShape) }
}
