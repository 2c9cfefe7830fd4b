import ApusCore

/// f(x), an activation function as a layer of its own: `Activation(.softmax)`.
///
/// Input and output have the same shape, except that `glu` halves the last axis.
public final class Activation: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``Activation``.
  public struct Configuration: Settings {
    /// The function; must be given.
    public var function = ActivationFunction.linear
    public static let limits: Limits = ["function": .given]
    public static var defaults: Self { Self() }
  }

  public static let summary = "f(x), an activation function as a layer of its own"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The layer of this function.
  public convenience init(_ function: ActivationFunction, name: String? = nil) {
    self.init(Configuration(function: function), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { settings.function(input) }
}
