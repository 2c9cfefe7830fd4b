import ApusCore

/// γ (x − μ) / √(v + ε) + β with each example's own mean μ and population variance v over some
/// axes, the last unless given.
///
/// ```swift
/// LayerNormalization()  // every place of a sequence over its features
/// ```
///
/// In training and inference alike; no example changes another. Input [batch, …], output of the
/// same shape; parameters of the extents of the axes. Defaults as in Keras 3. Source: Ba, Kiros &
/// Hinton 2016; lecture S0, layer normalization.
public final class LayerNormalization: Layer {
  /// γ, the extents of the axes in their order; nil where the layer does not scale.
  public let gamma: Parameter?
  /// β, of the same shape; nil where the layer does not shift.
  public let beta: Parameter?
  /// The axes that are normalized together, the batch's being 0; counted from the end where
  /// negative.
  public let axes: [Int]
  /// ε, added to the variance.
  public let epsilon: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where there are no axes or ε is not positive.
  public init(
    axes: [Int] = [-1], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    require(
      !axes.isEmpty && epsilon > 0,
      "LayerNormalization: axes \(axes), epsilon \(epsilon); at least one axis, and above 0")
    self.axes = axes
    self.epsilon = epsilon
    self.name = name
    gamma = scale ? Parameter() : nil
    beta = center ? Parameter() : nil
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let extents = Shape(
      axes.map { input.shape[input.shape.axis($0, in: "LayerNormalization")] })
    let (input, gamma, beta) = withScaleAndShift(
      input, gamma: gamma, beta: beta, shape: extents)
    return layerNormalization(input, gamma: gamma, beta: beta, axes: axes, epsilon: epsilon)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension LayerNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "axes": .list(axes.map { .integer($0) }), "epsilon": .number(epsilon),
      "center": .flag(beta != nil), "scale": .flag(gamma != nil),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axes: try options.normalizationAxes(),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-3),
      center: try options.flag("center", default: true),
      scale: try options.flag("scale", default: true), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let extents = try extents(of: try single(inputs), along: axes, inputs)
    try check(gamma, beta, fit: extents, inputs)
  }
}
