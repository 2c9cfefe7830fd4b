import ApusCore

/// γ x / √(mean x² + ε), the mean over some axes of each example, the last unless given: layer
/// normalization without the means.
///
/// In training and inference alike. Input [batch, …], output of the same shape; gamma has the
/// extents of the axes. Defaults as in Keras 3. Source: Zhang & Sennrich 2019.
public final class RMSNormalization: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``RMSNormalization``.
  public struct Configuration: Settings {
    /// The axes that are normalized together, the batch's being 0; counted from the end where
    /// negative.
    public var axes = [-1]
    /// ε, added to the mean square.
    public var epsilon = 1e-6
    public static let limits: Limits = [
      "axes": .axis.times(1...Shape.maximumRank), "epsilon": .positive,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary = "γ x / √(mean x² + ε): layer normalization without the means"
  /// γ, the extents of the axes in their order.
  @Parameter public var gamma: Tensor
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where there are no axes or ε is not positive.
  public convenience init(axes: [Int] = [-1], epsilon: Double = 1e-6, name: String? = nil) {
    self.init(Configuration(axes: axes, epsilon: epsilon), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let extents = input.shape.extents(along: settings.axes, in: "RMSNormalization")
    let (input, gamma, _) = withScaleAndShift(input, gamma: $gamma, beta: nil, shape: extents)
    return rmsNormalization(input, gamma: gamma, axes: settings.axes, epsilon: settings.epsilon)
  }
}

extension RMSNormalization: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces(settings.axes, inputShape) }
}
