import ApusCore

/// γ (x − μ) / √(v + ε) + β, μ and v those of each channel of each example, over all positions.
///
/// In training and inference alike. Input [batch, …, channels], or the channels along another axis;
/// output of the same shape; parameters [channels]. Group normalization with a group a channel, as
/// Keras 3 has it. Source: Ulyanov, Vedaldi & Lempitsky 2016; lecture S0, instance normalization.
public final class InstanceNormalization: ConfiguredLayer {
  /// The settings of ``InstanceNormalization``.
  public struct Configuration: Settings {
    /// The channels' axis, the batch's being 0; counted from the end where negative.
    public var axis = -1
    /// ε, and whether the layer scales and shifts.
    public var affine = AffineSettings()
    public static let limits: Limits = ["axis": .axis]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "γ (x − μ) / √(v + ε) + β, μ and v those of each channel of each example"
  /// γ and β, [channels]; nil without scaling or without shifting.
  public let gamma, beta: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    (gamma, beta) = settings.affine.parameters
  }

  /// Traps where ε is not positive.
  public convenience init(
    axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    self.init(
      Configuration(
        axis: axis, affine: AffineSettings(epsilon: epsilon, center: center, scale: scale)),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.withChannelsLast(settings.axis, in: "InstanceNormalization") { input in
      let channels = input.shape[input.rank - 1]
      let (input, gamma, beta) = withScaleAndShift(
        input, gamma: gamma, beta: beta, shape: [channels])
      return groupNormalization(
        input, gamma: gamma, beta: beta, groups: channels, epsilon: settings.affine.epsilon)
    }
  }
}

extension InstanceNormalization: PlaceMixingLayer {
  /// True where there is another axis than the channels': its statistics are those of all
  /// positions.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { inputShape.rank > 1 }
}
