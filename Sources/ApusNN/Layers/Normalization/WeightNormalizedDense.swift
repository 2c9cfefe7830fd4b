import ApusCore

/// A dense layer whose weights have a direction and a length of their own: activation(x W + b), W =
/// g v/‖v‖, the norm over the inputs of each unit.
///
/// The gradient to v is orthogonal to v, so that steps change directions and lengths apart. At
/// first g = ‖v‖: W is what the initializer gave. Input […, inputs], at least two axes; output […,
/// units]; direction [inputs, units], length and bias [units]. For other layers see
/// ``WeightNormalized``. Source: Salimans & Kingma 2016; PyTorch `weight_norm`; lecture S0,
/// normalization of weights.
public final class WeightNormalizedDense: Layer {
  /// v, [inputs, units].
  @Parameter public var direction: Tensor
  /// g, [units].
  @Parameter public var length: Tensor
  /// b, [units]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of outputs.
  public let units: Int
  /// What is applied to the sum.
  public let activation: ActivationFunction
  /// What makes v's first value.
  public let kernelInitializer: Initializer
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `units` is not positive.
  public init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, name: String? = nil
  ) {
    require(units > 0, "WeightNormalizedDense: \(units) units; there must be at least one")
    self.units = units
    self.activation = activation
    self.kernelInitializer = kernelInitializer
    self.name = name
    bias = useBias ? Parameter() : nil
  }

  /// W = g v/‖v‖, [inputs, units].
  public var weight: Tensor { withLengths(direction, length) }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2,
      "WeightNormalizedDense: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$direction.isDeclared {
      let dtype = input.dtype.forParameters
      kernelInitializer.declare($direction, [input.shape[input.rank - 1], units], dtype: dtype)
      $length.declare([units], dtype: dtype) { [$direction] _, _ in
        columnNorms($direction.wrappedValue.withoutDerivative)
      }
      if let bias { Initializer.zeros.declare(bias, [units], dtype: dtype) }
    }
    return activation(linear(input, weight, bias?.wrappedValue))
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension WeightNormalizedDense: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "units": .integer(units), "activation": .text(activation.name), "useBias": .flag(bias != nil),
      "kernelInitializer": kernelInitializer.configuration,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("units"), activation: try options.activation(),
      useBias: try options.flag("useBias", default: true),
      kernelInitializer: try options.initializer("kernelInitializer", default: .glorotUniform),
      name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    try checkDense(inputs, units: units, weight: $direction, bias: bias, activation: activation)
  }
}
