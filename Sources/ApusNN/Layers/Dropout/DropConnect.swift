import ApusCore

/// A dense layer that drops weights in place of outputs: activation(x (W ∘ m) / (1 − rate) + b) in
/// training, each element of m independently 0 with probability `rate`, else 1; otherwise
/// activation(x W + b).
///
/// One mask serves a whole batch; the paper draws one for each example, which takes as many times
/// the memory. Input […, inputs], at least two axes; output […, units]; weight [inputs, units],
/// bias [units]. Source: Wan et al. 2013; lecture S2, DropConnect.
public final class DropConnect: ConfiguredLayer {
  /// The settings of ``DropConnect``.
  public struct Configuration: Settings {
    /// The number of outputs; must be given.
    public var units = 0
    /// The probability of a weight to be dropped.
    public var rate = 0.5
    /// What is applied to the sum.
    public var activation = ActivationFunction.linear
    /// Whether a bias is added.
    public var useBias = true
    /// What makes W's first value.
    public var kernelInitializer = Initializer.glorotUniform
    public static let limits: Limits = ["units": .size, "rate": .share]
    public static var defaults: Self { Self() }
  }

  public static let summary = "a dense layer that drops weights in place of outputs"
  /// W, [inputs, units].
  @Parameter public var weight: Tensor
  /// b, [units]; nil without a bias.
  public let bias: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    bias = settings.useBias ? Parameter() : nil
  }

  /// Traps where `units` is not positive or `rate` outside 0…1.
  public convenience init(
    _ units: Int, rate: Double = 0.5, activation: ActivationFunction = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, name: String? = nil
  ) {
    self.init(
      Configuration(
        units: units, rate: rate, activation: activation, useBias: useBias,
        kernelInitializer: kernelInitializer), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "DropConnect: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$weight.isDeclared {
      let dtype = input.dtype.forParameters
      settings.kernelInitializer.declare(
        $weight, [input.shape[input.rank - 1], settings.units], dtype: dtype)
      if let bias { Initializer.zeros.declare(bias, [settings.units], dtype: dtype) }
    }
    let kept = Mode.isDropping ? dropout(weight, rate: settings.rate) : weight
    return settings.activation(linear(input, kept, bias?.wrappedValue))
  }
}
