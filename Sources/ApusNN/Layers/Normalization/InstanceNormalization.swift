import ApusCore

/// γ (x − μ) / √(v + ε) + β, μ and v those of each channel of each example, over all positions.
///
/// In training and inference alike. Input [batch, …, channels], or the channels along another axis;
/// output of the same shape; parameters [channels]. Group normalization with a group a channel, as
/// Keras 3 has it. Source: Ulyanov, Vedaldi & Lempitsky 2016; lecture S0, instance normalization.
public final class InstanceNormalization: Layer {
  /// γ, [channels]; nil where the layer does not scale.
  public let gamma: Parameter?
  /// β, [channels]; nil where the layer does not shift.
  public let beta: Parameter?
  /// The channels' axis, the batch's being 0; counted from the end where negative.
  public let axis: Int
  /// ε, added to the variance.
  public let epsilon: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where ε is not positive.
  public init(
    axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    require(epsilon > 0, "InstanceNormalization: epsilon \(epsilon); it must be above 0")
    self.axis = axis
    self.epsilon = epsilon
    self.name = name
    gamma = scale ? Parameter() : nil
    beta = center ? Parameter() : nil
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.withChannelsLast(axis, in: "InstanceNormalization") { input in
      let channels = input.shape[input.rank - 1]
      let (input, gamma, beta) = withScaleAndShift(
        input, gamma: gamma, beta: beta, shape: [channels])
      return groupNormalization(
        input, gamma: gamma, beta: beta, groups: channels, epsilon: epsilon)
    }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension InstanceNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "axis": .integer(axis), "epsilon": .number(epsilon), "center": .flag(beta != nil),
      "scale": .flag(gamma != nil),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axis: try options.channelAxis(),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-3),
      center: try options.flag("center", default: true),
      scale: try options.flag("scale", default: true), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let channels = try extents(of: try single(inputs), along: [axis], inputs)
    try check(gamma, beta, fit: channels, inputs)
  }
}
