import ApusCore

/// A dense layer that drops weights in place of outputs: activation(x (W ∘ m) / (1 − rate) + b) in
/// training, each element of m independently 0 with probability `rate`, else 1; otherwise
/// activation(x W + b).
///
/// One mask serves a whole batch; the paper draws one for each example, which takes as many times
/// the memory. Input […, inputs], at least two axes; output […, units]; weight [inputs, units],
/// bias [units]. Source: Wan et al. 2013; lecture S2, DropConnect.
public final class DropConnect: Layer {
  /// W, [inputs, units].
  @Parameter public var weight: Tensor
  /// b, [units]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of outputs.
  public let units: Int
  /// The probability of a weight to be dropped.
  public let rate: Double
  /// What is applied to the sum.
  public let activation: ActivationFunction
  /// What makes W's first value.
  public let kernelInitializer: Initializer
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `units` is not positive or `rate` outside 0…1.
  public init(
    _ units: Int, rate: Double = 0.5, activation: ActivationFunction = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform, name: String? = nil
  ) {
    require(units > 0, "DropConnect: \(units) units; there must be at least one")
    require(0...1 ~= rate, "DropConnect: a rate of \(rate) is outside 0…1")
    self.units = units
    self.rate = rate
    self.activation = activation
    self.kernelInitializer = kernelInitializer
    self.name = name
    bias = useBias ? Parameter() : nil
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "DropConnect: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$weight.isDeclared {
      let dtype = input.dtype.forParameters
      kernelInitializer.declare($weight, [input.shape[input.rank - 1], units], dtype: dtype)
      if let bias { Initializer.zeros.declare(bias, [units], dtype: dtype) }
    }
    let kept = Mode.isDropping ? dropout(weight, rate: rate) : weight
    return activation(linear(input, kept, bias?.wrappedValue))
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension DropConnect: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "units": .integer(units), "rate": .number(rate), "activation": .text(activation.name),
      "useBias": .flag(bias != nil), "kernelInitializer": kernelInitializer.configuration,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("units"), rate: try options.number("rate", in: 0...1, default: 0.5),
      activation: try options.activation(), useBias: try options.flag("useBias", default: true),
      kernelInitializer: try options.initializer("kernelInitializer", default: .glorotUniform),
      name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    try checkDense(inputs, units: units, weight: $weight, bias: bias, activation: activation)
  }
}
