import ApusCore

/// x where x > 0, α(eˣ − 1) elsewhere: ``ActivationFunction/elu(alpha:)`` as a layer.
///
/// Input of any shape; output of the same. Defaults as in Keras 3. Source: Clevert et al. 2016;
/// lecture S4.
public final class ELU: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``ELU``.
  public struct Configuration: Settings {
    /// α: far below 0 the output nears −α.
    public var alpha = 1.0
    public static let limits: Limits = ["alpha": .number(-1e6...1e6)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "x where x > 0, α(eˣ − 1) elsewhere"
  private let function: ActivationFunction
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    function = .elu(alpha: settings.alpha)
  }

  /// The layer of this α.
  public convenience init(alpha: Double = 1, name: String? = nil) {
    self.init(Configuration(alpha: alpha), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }
}
