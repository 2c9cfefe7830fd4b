import ApusCore

/// activation(x W + b): every output depends on every input along the last axis.
///
/// ```swift
/// Dense(512, activation: .relu)
/// ```
///
/// Input […, inputs], at least two axes; output […, units]; weight [inputs, units], bias [units].
/// Sum, bias and the usual activations are one kernel. Defaults as in Keras 3. Source: lecture S1,
/// multilayer perceptron.
public final class Dense: Layer {
  /// W, [inputs, units].
  @Parameter public var weight: Tensor
  /// b, [units]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of outputs.
  public let units: Int
  /// What is applied to the sum.
  public let activation: ActivationFunction
  /// What makes W's first value.
  public let kernelInitializer: Initializer
  /// What makes b's first value.
  public let biasInitializer: Initializer
  /// W's penalty; nil for none.
  public let kernelRegularizer: Regularizer?
  /// b's penalty; nil for none.
  public let biasRegularizer: Regularizer?
  /// The output's penalty; nil for none.
  public let activityRegularizer: Regularizer?
  /// What W must fulfil after each update; nil for nothing.
  public let kernelConstraint: Constraint?
  /// What b must fulfil after each update; nil for nothing.
  public let biasConstraint: Constraint?
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `units` is not positive.
  public init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform, biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    require(units > 0, "Dense: \(units) units; there must be at least one")
    self.units = units
    self.activation = activation
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.activityRegularizer = activityRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.name = name
    bias = useBias ? Parameter() : nil
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 2, "Dense: an input of shape \(input.shape); it needs [batch, …, inputs]")
    if !$weight.isDeclared {
      let dtype = input.dtype.forParameters
      kernelInitializer.declare($weight, [input.shape[input.rank - 1], units], dtype: dtype)
      if let bias { biasInitializer.declare(bias, [units], dtype: dtype) }
    }
    let sum = linear(
      input, weight, bias?.wrappedValue, activation: activation.fused ?? .none)
    let output = activation.fused == nil ? activation(sum) : sum
    activityRegularizer.collect(output)
    return output
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Dense: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "units": .integer(units), "activation": .text(activation.name), "useBias": .flag(bias != nil),
      "kernelInitializer": kernelInitializer.configuration,
      "biasInitializer": biasInitializer.configuration,
      "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
      "biasRegularizer": biasRegularizer?.configuration ?? .null,
      "activityRegularizer": activityRegularizer?.configuration ?? .null,
      "kernelConstraint": kernelConstraint?.configuration ?? .null,
      "biasConstraint": biasConstraint?.configuration ?? .null,
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.integer("units"), activation: try options.activation(),
      useBias: try options.flag("useBias", default: true),
      kernelInitializer: try options.initializer("kernelInitializer", default: .glorotUniform),
      biasInitializer: try options.initializer("biasInitializer", default: .zeros),
      kernelRegularizer: try options.regularizer("kernelRegularizer"),
      biasRegularizer: try options.regularizer("biasRegularizer"),
      activityRegularizer: try options.regularizer("activityRegularizer"),
      kernelConstraint: try options.constraint("kernelConstraint"),
      biasConstraint: try options.constraint("biasConstraint"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    try checkDense(inputs, units: units, weight: $weight, bias: bias, activation: activation)
    try check(kernelConstraint, rank: 2)
    try check(biasConstraint, rank: 1)
  }
}

extension Dense: Regularized, Constrained {
  /// Weight and bias, those that have a regularizer.
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    pairs(($weight, kernelRegularizer), (bias, biasRegularizer))
  }

  /// Weight and bias, those that have a constraint.
  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    pairs(($weight, kernelConstraint), (bias, biasConstraint))
  }
}
