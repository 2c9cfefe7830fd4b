import ApusCore

/// activation(x ∗ W + b): filters slid over channels-last images (cross-correlation, as the field calls convolution).
///
/// ```swift
/// Conv2D(32, kernel: 3, padding: .same, activation: .relu)
/// Conv2D(64, kernel: (1, 7), strides: 2)
/// ```
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, filters]; weight [kernel height, kernel width,
/// channels / groups, filters], bias [filters]. Defaults as in Keras 3. Source: lecture S1, convolutional networks.
public final class Conv2D: Layer {
  /// W, [kernel height, kernel width, channels / groups, filters].
  @Parameter public var weight: Tensor
  /// b, [filters]; nil where the layer has none.
  public let bias: Parameter?
  /// The number of output channels.
  public let filters: Int
  /// The filters' height and width.
  public let kernel: (Int, Int)
  /// Rows and columns between neighbouring outputs.
  public let strides: (Int, Int)
  /// How the borders are treated.
  public let padding: Padding2D
  /// The distance between neighbouring elements of a filter; 1 is a dense filter.
  public let dilation: (Int, Int)
  /// Into how many groups the channels fall, each with filters of its own.
  public let groups: Int
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

  /// Traps where a size is not positive or `filters` is not a multiple of `groups`.
  public init(
    _ filters: Int, kernel: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding2D = .valid,
    dilation: (Int, Int) = (1, 1), groups: Int = 1, activation: ActivationFunction = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    require(
      min(filters, kernel.0, kernel.1, strides.0, strides.1, dilation.0, dilation.1, groups) > 0,
      "Conv2D: filters \(filters), kernel \(kernel), strides \(strides), dilation \(dilation), groups \(groups); each must be at least 1"
    )
    require(
      filters % groups == 0, "Conv2D: \(filters) filters do not divide into \(groups) groups")
    self.filters = filters
    self.kernel = kernel
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
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

  /// With square kernels, and strides and dilation the same both ways.
  public convenience init(
    _ filters: Int, kernel: Int, strides: Int = 1, padding: Padding2D = .valid,
    dilation: Int = 1, groups: Int = 1, activation: ActivationFunction = .linear,
    useBias: Bool = true, kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil, biasRegularizer: Regularizer? = nil,
    activityRegularizer: Regularizer? = nil, kernelConstraint: Constraint? = nil,
    biasConstraint: Constraint? = nil, name: String? = nil
  ) {
    self.init(
      filters, kernel: (kernel, kernel), strides: (strides, strides), padding: padding,
      dilation: (dilation, dilation), groups: groups, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
      activityRegularizer: activityRegularizer, kernelConstraint: kernelConstraint,
      biasConstraint: biasConstraint, name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 4,
      "Conv2D: an input of shape \(input.shape); it needs [batch, height, width, channels]")
    if !$weight.isDeclared {
      let channels = input.shape[3]
      require(
        channels % groups == 0, "Conv2D: \(channels) channels do not divide into \(groups) groups")
      let dtype = input.dtype.forParameters
      kernelInitializer.declare(
        $weight, [kernel.0, kernel.1, channels / groups, filters], dtype: dtype)
      if let bias { biasInitializer.declare(bias, [filters], dtype: dtype) }
    }
    let sum = convolution2D(
      input, weight, bias: bias?.wrappedValue, strides: strides, padding: padding,
      dilations: dilation, groups: groups, activation: activation.fused ?? .none)
    let output = activation.fused == nil ? activation(sum) : sum
    ActivityPenalties.add(output, activityRegularizer)
    return output
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Conv2D: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "filters": .integer(filters), "kernel": .pair(kernel), "strides": .pair(strides),
      "padding": padding.configuration, "dilation": .pair(dilation), "groups": .integer(groups),
      "activation": .text(activation.name), "useBias": .flag(bias != nil),
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
    let filters = try options.integer("filters")
    let groups = try options.integer("groups", default: 1)
    guard filters % groups == 0 else {
      throw ConfigurationError(
        .invalidOption, "\(options.owner): \(filters) filters do not divide into \(groups) groups")
    }
    self.init(
      filters, kernel: try options.pair("kernel"),
      strides: try options.pair("strides", default: (1, 1)), padding: try options.padding(),
      dilation: try options.pair("dilation", default: (1, 1)), groups: groups,
      activation: try options.activation(), useBias: try options.flag("useBias", default: true),
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
    let input = try single(inputs)
    guard input.rank == 3, input[2] > 0, input[2] % groups == 0 else {
      throw impossible(
        inputs, "is not [height, width, channels] with channels that divide into \(groups) groups")
    }
    let wanted: Shape = [kernel.0, kernel.1, input[2] / groups, filters]
    if let declared = $weight.type, declared.shape != wanted {
      throw impossible(inputs, "needs filters \(wanted), but they are \(declared.shape)")
    }
    if let declared = bias?.type, declared.shape != [filters] {
      throw impossible(inputs, "needs biases [\(filters)], but they are \(declared.shape)")
    }
    try check(activation, width: filters)
    try check(kernelConstraint, rank: 4)
    try check(biasConstraint, rank: 1)
    try checkSize([kernel.0, kernel.1, input[2] / groups, filters], of: "a filter")
    let extents = try checkWindow(
      input, window: kernel, strides: strides, dilation: dilation, padding: padding)
    try checkSize([extents.0, extents.1, filters], of: "an output")
  }
}

extension Conv2D: Regularized, Constrained {
  /// Weight and bias, those that have a regularizer.
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    pairs(($weight, kernelRegularizer), (bias, biasRegularizer))
  }

  /// Weight and bias, those that have a constraint.
  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    pairs(($weight, kernelConstraint), (bias, biasConstraint))
  }
}
