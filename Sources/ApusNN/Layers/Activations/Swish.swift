import ApusCore

/// x / (1 + e^−βx) with one learned β.
///
/// Input of any shape; output of the same; beta is a scalar. With a fixed β use
/// `Activation(.swish(beta:))`. Source: Ramachandran et al. 2017; lecture S4.
public final class Swish: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``Swish``.
  public struct Configuration: Settings {
    /// β's first value.
    public var beta = 1.0
    public static let limits: Limits = ["beta": .number(-1e6...1e6)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "x / (1 + e^−βx) with one learned β"
  /// β, a scalar.
  @Parameter public var beta: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// The layer whose β begins at `initial`.
  public convenience init(beta initial: Double = 1, name: String? = nil) {
    self.init(Configuration(beta: initial), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    if !$beta.isDeclared {
      Initializer.constant(settings.beta).declare($beta, [], dtype: input.dtype.forParameters)
    }
    return swish(input, beta: beta)
  }
}
