import ApusCore

/// x / (k + α Σ x²)^β, the sum over `size` neighbouring channels at the same place.
///
/// ```swift
/// LocalResponseNormalization()                                      // AlexNet's
/// LocalResponseNormalization(alpha: 1e-4, bias: 1, averages: true)  // as PyTorch and Caffe
/// ```
///
/// α multiplies the sum itself, as in the paper and in TensorFlow; with `averages` it multiplies
/// the sum divided by `size`, as in PyTorch and Caffe. Input [batch, …, channels], output of the
/// same shape; nothing is learned. Source: Krizhevsky, Sutskever & Hinton 2012; lecture S0,
/// AlexNet.
public final class LocalResponseNormalization: ConfiguredLayer {
  /// The settings of ``LocalResponseNormalization``.
  public struct Configuration: Settings {
    /// n, over how many neighbouring channels the squares are added.
    public var size = 5
    /// α, before the sum of squares.
    public var alpha = 1e-4
    /// β, the power.
    public var beta = 0.75
    /// k, added to the sum.
    public var bias = 2.0
    /// Whether the sum is divided by `size`.
    public var averages = false
    public static let limits: Limits = [
      "size": .size, "alpha": .number(0...1e6), "beta": .number(-100...100), "bias": .positive,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "x / (k + α Σ x²)^β, the sum over neighbouring channels at the same place"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where `size` or k is not positive, or α is negative.
  public convenience init(
    size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, bias: Double = 2,
    averages: Bool = false, name: String? = nil
  ) {
    self.init(
      Configuration(size: size, alpha: alpha, beta: beta, bias: bias, averages: averages),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2,
      """
      LocalResponseNormalization: an input of shape \(input.shape); it needs [batch, …, channels]
      """)
    return localResponseNormalization(
      input.cast(to: input.dtype.forParameters), size: settings.size, alpha: settings.alpha,
      beta: settings.beta, bias: settings.bias,
      averages: settings.averages)
  }
}
