import ApusCore

/// γ (x − μ) / √(v + ε) + β, μ and v those of each example's groups of neighbouring channels, over
/// all positions.
///
/// In training and inference alike; unlike batch normalization it does not depend on the batch's
/// size. One group is layer normalization over all but the batch axis with a γ and a β a channel;
/// for a group a channel see ``InstanceNormalization``. Input [batch, …, channels], or the channels
/// along another axis; output of the same shape; parameters [channels]. Defaults as in Keras 3.
/// Source: Wu & He 2018; lecture S0, group normalization.
public final class GroupNormalization: Layer {
  /// γ, [channels]; nil where the layer does not scale.
  public let gamma: Parameter?
  /// β, [channels]; nil where the layer does not shift.
  public let beta: Parameter?
  /// Into how many groups the channels fall.
  public let groups: Int
  /// The channels' axis, the batch's being 0; counted from the end where negative.
  public let axis: Int
  /// ε, added to the variance.
  public let epsilon: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `groups` or ε is not positive.
  public init(
    groups: Int = 32, axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, name: String? = nil
  ) {
    require(
      groups > 0 && epsilon > 0,
      "GroupNormalization: groups \(groups), epsilon \(epsilon); they must be above 0")
    self.groups = groups
    self.axis = axis
    self.epsilon = epsilon
    self.name = name
    gamma = scale ? Parameter() : nil
    beta = center ? Parameter() : nil
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.withChannelsLast(axis, in: "GroupNormalization") { input in
      let (input, gamma, beta) = withScaleAndShift(
        input, gamma: gamma, beta: beta, shape: [input.shape[input.rank - 1]])
      return groupNormalization(
        input, gamma: gamma, beta: beta, groups: groups, epsilon: epsilon)
    }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension GroupNormalization: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "groups": .integer(groups), "axis": .integer(axis), "epsilon": .number(epsilon),
      "center": .flag(beta != nil), "scale": .flag(gamma != nil),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      groups: try options.integer("groups", default: 32), axis: try options.channelAxis(),
      epsilon: try options.number("epsilon", in: 1e-12...1e6, default: 1e-3),
      center: try options.flag("center", default: true),
      scale: try options.flag("scale", default: true), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let channels = try extents(of: try single(inputs), along: [axis], inputs)
    guard channels[0] % groups == 0 else {
      throw impossible(inputs, "has \(channels[0]) channels, which \(groups) groups do not divide")
    }
    try check(gamma, beta, fit: channels, inputs)
  }
}
