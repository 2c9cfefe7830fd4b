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
public final class LocalResponseNormalization: Layer {
  /// n, over how many neighbouring channels the squares are added.
  public let size: Int
  /// α, before the sum of squares.
  public let alpha: Double
  /// β, the power.
  public let beta: Double
  /// k, added to the sum.
  public let bias: Double
  /// Whether the sum is divided by `size`.
  public let averages: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `size` or k is not positive, or α is negative.
  public init(
    size: Int = 5, alpha: Double = 1e-4, beta: Double = 0.75, bias: Double = 2,
    averages: Bool = false, name: String? = nil
  ) {
    require(
      size > 0 && bias > 0 && alpha >= 0,
      """
      LocalResponseNormalization: size \(size), bias \(bias), alpha \(alpha); above 0, above 0, 0 \
      or more
      """
    )
    self.size = size
    self.alpha = alpha
    self.beta = beta
    self.bias = bias
    self.averages = averages
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    localResponseNormalization(
      input.cast(to: input.dtype.forParameters), size: size, alpha: alpha, beta: beta, bias: bias,
      averages: averages)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension LocalResponseNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "size": .integer(size), "alpha": .number(alpha), "beta": .number(beta),
      "bias": .number(bias), "averages": .flag(averages),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      size: try options.integer("size", default: 5),
      alpha: try options.number("alpha", in: 0...1e6, default: 1e-4),
      beta: try options.number("beta", in: -100...100, default: 0.75),
      bias: try options.number("bias", in: 1e-12...1e6, default: 2),
      averages: try options.flag("averages", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard try single(inputs).rank > 0 else { throw impossible(inputs, "has no channels") }
  }
}
