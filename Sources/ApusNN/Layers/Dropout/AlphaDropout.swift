import ApusCore

/// Dropout for self-normalizing nets: dropped elements become α′ = −λα of SELU, and y = a x′ + b
/// keeps mean 0 and variance 1: a = ((1−p)(1 + pα′²))^(−½), b = −a α′ p, p the rate. In training
/// only.
///
/// Input of any shape; output of the same. Source: Klambauer et al. 2017; Keras 3 `AlphaDropout`.
public final class AlphaDropout: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``AlphaDropout``.
  public struct Configuration: Settings {
    /// The probability of an element to be dropped; must be given.
    public var rate = -1.0
    public static let limits: Limits = ["rate": .number(0...(1 - 1e-12))]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "dropout for self-normalizing nets: keeps mean 0 and variance 1 after SELU"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps on a rate outside 0..<1.
  public convenience init(_ rate: Double, name: String? = nil) {
    self.init(Configuration(rate: rate), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, settings.rate > 0 else { return input }
    let kept = Tensor.randomBernoulli(input.shape, probability: 1 - settings.rate)
    let low = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
    let scale = 1 / ((1 - settings.rate) * (1 + settings.rate * low * low)).squareRoot()
    return scale * select(kept, input, low) - scale * low * settings.rate
  }
}
