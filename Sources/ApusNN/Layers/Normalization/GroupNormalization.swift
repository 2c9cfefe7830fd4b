import ApusCore

/// γ (x − μ) / √(v + ε) + β, μ and v those of each example's groups of neighbouring channels, over
/// all positions.
///
/// In training and inference alike; unlike batch normalization it does not depend on the batch's
/// size. One group is layer normalization over all but the batch axis with a γ and a β a channel;
/// for a group a channel see ``InstanceNormalization``. Input [batch, …, channels], or the channels
/// along another axis; output of the same shape; parameters [channels]. Defaults as in Keras 3.
/// Source: Wu & He 2018; lecture S0, group normalization.
public final class GroupNormalization: ConfiguredLayer {
  /// The settings of ``GroupNormalization``.
  public struct Configuration: Settings {
    /// Into how many groups the channels fall.
    public var groups = 32
    /// The channels' axis, the batch's being 0; counted from the end where negative.
    public var axis = -1
    /// ε, and whether the layer scales and shifts.
    public var affine = AffineSettings()
    public static let limits: Limits = ["groups": .size, "axis": .axis]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "γ (x − μ) / √(v + ε) + β, μ and v those of each example's groups of channels"
  /// γ and β, [channels]; nil without scaling or without shifting.
  public let gamma, beta: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    (gamma, beta) = settings.affine.parameters
  }

  /// Traps where `groups` or ε is not positive.
  public convenience init(
    groups: Int = 32, axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, name: String? = nil
  ) {
    self.init(
      Configuration(
        groups: groups, axis: axis,
        affine: AffineSettings(epsilon: epsilon, center: center, scale: scale)),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.withChannelsLast(settings.axis, in: "GroupNormalization") { input in
      let (input, gamma, beta) = withScaleAndShift(
        input, gamma: gamma, beta: beta, shape: [input.shape[input.rank - 1]])
      return groupNormalization(
        input, gamma: gamma, beta: beta, groups: settings.groups, epsilon: settings.affine.epsilon)
    }
  }
}

extension GroupNormalization: PlaceMixingLayer {
  /// True where there is another axis than the channels': its statistics are those of all
  /// positions.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { inputShape.rank > 1 }
}
