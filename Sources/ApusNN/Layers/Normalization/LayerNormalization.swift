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
public final class LayerNormalization: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``LayerNormalization``.
  public struct Configuration: Settings {
    /// The axes that are normalized together, the batch's being 0; counted from the end where
    /// negative.
    public var axes = [-1]
    /// ε, and whether the layer scales and shifts.
    public var affine = AffineSettings()
    public static let limits: Limits = ["axes": .axis.times(1...Shape.maximumRank)]
    public static var defaults: Self { Self() }
  }

  public static let summary = """
    γ (x − μ) / √(v + ε) + β, μ and v those of each example over some axes, the last unless \
    given
    """
  /// γ and β, the extents of the axes in their order; nil without scaling or without shifting.
  public let gamma, beta: Parameter?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
    (gamma, beta) = settings.affine.parameters
  }

  /// Traps where there are no axes or ε is not positive.
  public convenience init(
    axes: [Int] = [-1], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    self.init(
      Configuration(
        axes: axes, affine: AffineSettings(epsilon: epsilon, center: center, scale: scale)),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let extents = input.shape.extents(along: settings.axes, in: "LayerNormalization")
    let (input, gamma, beta) = withScaleAndShift(
      input, gamma: gamma, beta: beta, shape: extents)
    return layerNormalization(
      input, gamma: gamma, beta: beta, axes: settings.axes, epsilon: settings.affine.epsilon)
  }
}

extension LayerNormalization: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces(settings.axes, inputShape) }
}
