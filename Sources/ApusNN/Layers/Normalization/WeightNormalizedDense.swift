import ApusCore

/// A dense layer whose weights have a direction and a length of their own: activation(x W + b), W =
/// g v/‖v‖, the norm over the inputs of each unit.
///
/// The gradient to v is orthogonal to v, so that steps change directions and lengths apart. At
/// first g = ‖v‖: W is what the initializer gave. Input […, inputs], at least two axes; output […,
/// units]; direction [inputs, units], length and bias [units]. For other layers see
/// ``WeightNormalized``. Source: Salimans & Kingma 2016; PyTorch `weight_norm`; lecture S0,
/// normalization of weights.
public final class WeightNormalizedDense: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``WeightNormalizedDense``.
  public struct Configuration: Settings {
    /// The number of outputs; must be given.
    public var units = 0
    /// What is applied to the sum.
    public var activation = ActivationFunction.linear
    /// Whether a bias is added.
    public var useBias = true
    /// What makes v's first value.
    public var kernelInitializer = Initializer.glorotUniform
    public static let limits: Limits = ["units": .size]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "a dense layer whose weights have a direction and a length: W = g v/‖v‖"
  /// v, [inputs, units].
  @Parameter public var direction: Tensor
  /// g, [units].
  @Parameter public var length: Tensor
  /// b, [units]; nil without a bias.
  public let bias: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// Traps where `units` is not positive.
  public convenience init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, name: String? = nil
  ) {
    self.init(
      Configuration(
        units: units, activation: activation, useBias: useBias, kernelInitializer: kernelInitializer
      ), name: name)
  }

  /// W = g v/‖v‖, [inputs, units].
  public var weight: Tensor { withLengths(direction, length) }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2,
      "WeightNormalizedDense: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$direction.isDeclared {
      let dtype = input.dtype.forParameters
      settings.kernelInitializer.declare(
        $direction, [input.shape[input.rank - 1], settings.units], dtype: dtype)
      $length.declare([settings.units], dtype: dtype) { [$direction] _, _ in
        columnNorms($direction.wrappedValue.withoutDerivative)
      }
      if let bias { Initializer.zeros.declare(bias, [settings.units], dtype: dtype) }
    }
    return settings.activation(linear(input, weight, bias?.wrappedValue))
  }
}
