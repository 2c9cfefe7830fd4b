import ApusCore

/// γ x / √(mean x² + ε), the mean over some axes of each example, the last unless given: layer
/// normalization without the means.
///
/// In training and inference alike. Input [batch, …], output of the same shape; gamma has the
/// extents of the axes. Defaults as in Keras 3. Source: Zhang & Sennrich 2019.
public final class RMSNormalization: Layer {
  /// γ, the extents of the axes in their order.
  @Parameter public var gamma: Tensor
  /// The axes that are normalized together, the batch's being 0; counted from the end where
  /// negative.
  public let axes: [Int]
  /// ε, added to the mean square.
  public let epsilon: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where there are no axes or ε is not positive.
  public init(axes: [Int] = [-1], epsilon: Double = 1e-6, name: String? = nil) {
    require(
      !axes.isEmpty && epsilon > 0,
      "RMSNormalization: axes \(axes), epsilon \(epsilon); at least one axis, and above 0")
    self.axes = axes
    self.epsilon = epsilon
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let extents = Shape(axes.map { input.shape[input.shape.axis($0, in: "RMSNormalization")] })
    let (input, gamma, _) = withScaleAndShift(input, gamma: $gamma, beta: nil, shape: extents)
    return rmsNormalization(input, gamma: gamma, axes: axes, epsilon: epsilon)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension RMSNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["axes": .list(axes.map { .integer($0) }), "epsilon": .number(epsilon)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axes: try options.normalizationAxes(),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-6), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let extents = try extents(of: try single(inputs), along: axes, inputs)
    try check($gamma, fit: extents, inputs)
  }
}
