import ApusCore

/// What layers that convolve have beside their window: rules for kernels and bias, and an
/// activation.
public struct ConvolutionParts {
  /// What is applied to the sum.
  public let activation: ActivationFunction
  /// Whether there is a bias.
  public let useBias: Bool
  /// The rules of the kernels, by the names of their settings.
  public let kernels: [(name: String, rule: ParameterRule)]
  /// The rule of the bias.
  public let biasRule: ParameterRule
  /// The output's penalty; nil for none.
  public let activityRegularizer: Regularizer?

  /// Parts with rules of kernels by the names of their settings, and one of the bias: what makes
  /// the first value, the penalty, and what holds after each update.
  init(
    _ activation: ActivationFunction, _ useBias: Bool, _ activityRegularizer: Regularizer?,
    _ kernels: KeyValuePairs<String, (Initializer, Regularizer?, Constraint?)>,
    bias: (Initializer, Regularizer?, Constraint?)
  ) {
    self.init(
      activation: activation, useBias: useBias, activityRegularizer: activityRegularizer,
      kernels: kernels.map { ($0, ParameterRule($1.0, $1.1, $1.2)) },
      biasRule: ParameterRule(bias.0, bias.1, bias.2))
  }

  fileprivate init(
    activation: ActivationFunction, useBias: Bool, activityRegularizer: Regularizer?,
    kernels: [(name: String, rule: ParameterRule)], biasRule: ParameterRule
  ) {
    self.activation = activation
    self.useBias = useBias
    self.activityRegularizer = activityRegularizer
    self.kernels = kernels
    self.biasRule = biasRule
  }
}

/// A layer whose outputs are sums over a window of its input, one bias and one activation applied.
public protocol ConvolutionLayer: Layer, ConfigurableModule, Regularized, Constrained {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
  /// How it looks at its input; for a transposed convolution, how its output is looked at.
  var window: ConvolutionWindow<Padding> { get }
  /// Rules and activation.
  var parts: ConvolutionParts { get }
  /// The kernels, in the order of ``ConvolutionParts/kernels``.
  var kernels: [Parameter] { get }
  /// The bias; nil where the layer has none.
  var bias: Parameter? { get }
}

extension ConvolutionLayer {
  /// What is applied to the sum.
  public var activation: ActivationFunction { parts.activation }
  /// The output's penalty; nil for none.
  public var activityRegularizer: Regularizer? { parts.activityRegularizer }
  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }

  private var rules: [(parameter: Parameter, name: String, rule: ParameterRule)] {
    let ofKernels = zip(kernels, parts.kernels).map { ($0, $1.name, $1.rule) }
    return ofKernels + (bias.map { [($0, "bias", parts.biasRule)] } ?? [])
  }

  /// Kernels and bias, those that have a regularizer.
  public var regularizedParameters: [(parameter: Parameter, regularizer: Regularizer)] {
    rules.compactMap { entry in entry.rule.regularizer.map { (entry.parameter, $0) } }
  }

  /// Kernels and bias, those that have a constraint.
  public var constrainedParameters: [(parameter: Parameter, constraint: Constraint)] {
    rules.compactMap { entry in entry.rule.constraint.map { (entry.parameter, $0) } }
  }

  /// The activation that the kernel applies.
  var fused: FusedActivation { activation.fused ?? .none }

  /// Declares kernels of these shapes, and the bias.
  func declare(_ shapes: [Shape], bias biasShape: Shape, for input: Tensor) {
    let dtype = input.dtype.forParameters
    for ((kernel, part), shape) in zip(zip(kernels, parts.kernels), shapes) {
      part.rule.initializer.declare(kernel, shape, dtype: dtype)
    }
    if let bias { parts.biasRule.initializer.declare(bias, biasShape, dtype: dtype) }
  }

  /// The output from what the kernel computed: with an activation that it could not apply, and the
  /// activity's penalty.
  func finished(_ sum: Tensor) -> Tensor {
    let output = activation.fused == nil ? activation(sum) : sum
    activityRegularizer.collect(output)
    return output
  }

  /// Traps where `input` has not the window's axes between batch and channels.
  func requireAxes(_ input: Tensor) {
    require(
      input.rank == window.rank + 2,
      """
      \(Self.typeName): an input of shape \(input.shape); it needs \(window.rank + 2) axes, batch \
      first and channels last
      """
    )
  }
}

// Configuration

extension ConvolutionParts {
  var options: [String: ConfigurationValue] {
    var result: [String: ConfigurationValue] = [
      "activation": .text(activation.name), "useBias": .flag(useBias),
      "activityRegularizer": activityRegularizer?.configuration ?? .null,
    ]
    for (name, rule) in kernels + [("bias", biasRule)] {
      result.merge(rule.options(name)) { _, new in new }
    }
    return result
  }
}

extension ConvolutionLayer {
  /// The settings of window and parts, and `more`.
  func settings(
    hasMode: Bool = true, _ more: [String: ConfigurationValue]
  ) -> [String: ConfigurationValue] {
    var result = window.options.merging(parts.options) { _, new in new }
    if hasMode { result["paddingMode"] = window.paddingMode.configuration }
    return result.merging(more) { _, new in new }
  }

  /// Extents and channels of the only input, [extents…, channels]; throws where its axes are others
  /// or its channels do not divide into `groups`.
  func checkedInput(_ inputs: [Shape], groups: Int = 1) throws -> (extents: [Int], channels: Int) {
    let input = try single(inputs)
    guard input.rank == window.rank + 1, input.allSatisfy({ $0 > 0 }),
      input[window.rank] % groups == 0
    else {
      throw impossible(
        inputs,
        """
        has not \(window.rank + 1) axes, channels last, with channels that divide into \(groups) \
        groups
        """
      )
    }
    return (Array(input.dropLast()), input[window.rank])
  }

  /// The window's positions over an input of these extents, and the extents with their padding;
  /// throws where it does not fit.
  func checkedPositions(
    _ inputs: [Shape], _ extents: [Int], channels: Int
  ) throws -> (count: [Int], padded: [Int]) {
    let positions = try positions(of: window, over: extents, inputs)
    try checkSize(positions.padded + [channels], of: "a padded input")
    return positions
  }

  /// Throws where a convolution of volumes, which lays the depth taps of each window side by side
  /// as channels, would need too large a tensor for that: `planes` are the extents that the
  /// window's planes slide over.
  func checkDepths(_ planes: [Int], channels: Int) throws {
    guard window.rank == 3 else { return }
    try checkSize(planes + [window.kernel[0], channels], of: "the windows' depths")
  }

  /// Throws where declared parameters have other shapes than these, or parameters, output or
  /// activation are impossible.
  func check(
    _ inputs: [Shape], kernels shapes: [[Int]], bias biasShape: [Int], output: [Int]
  ) throws {
    for shape in shapes { try checkSize(shape, of: "a filter") }
    try checkSize(output, of: "an output")
    for (parameter, shape) in zip(kernels + (bias.map { [$0] } ?? []), shapes + [biasShape]) {
      if let declared = parameter.type, declared.shape != Shape(shape) {
        throw impossible(inputs, "needs parameters \(shape), but they are \(declared.shape)")
      }
    }
    for (part, shape) in zip(parts.kernels, shapes) {
      try check(part.rule.constraint, rank: shape.count)
    }
    try check(parts.biasRule.constraint, rank: biasShape.count)
    try check(activation, width: output.last)
  }
}

extension Options {
  /// Rules and activation of a layer whose kernels' settings begin with `kernels`.
  mutating func convolutionParts(_ kernels: String...) throws -> ConvolutionParts {
    var rules: [(name: String, rule: ParameterRule)] = []
    for kernel in kernels { rules.append((kernel, try rule(kernel, default: .glorotUniform))) }
    return ConvolutionParts(
      activation: try activation(), useBias: try flag("useBias", default: true),
      activityRegularizer: try regularizer("activityRegularizer"), kernels: rules,
      biasRule: try rule("bias", default: .zeros))
  }

  /// A number of filters that divides into `groups`.
  mutating func filters(groups: Int = 1) throws -> Int {
    let filters = try integer("filters")
    guard filters % groups == 0 else {
      throw ConfigurationError(
        .invalidOption, "\(owner): \(filters) filters do not divide into \(groups) groups")
    }
    return filters
  }
}

extension WindowedLayer where Self: ConvolutionLayer {
  /// The window along each axis.
  public var windows: [SlidingWindow] { (0..<window.rank).map(window.along) }
  /// The padding of each axis.
  public var paddings: [Padding1D] { window.padding.perAxis }
}
