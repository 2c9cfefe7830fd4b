import ApusCore

/// x / ‖x‖, the Euclidean norm over some axes of each example, the last unless given; 0 stays 0.
///
/// Input [batch, …], output of the same shape. Defaults as in Keras 3. Source: Keras 3
/// `UnitNormalization`; lecture S2, normalization of examples.
public final class UnitNormalization: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``UnitNormalization``.
  public struct Configuration: Settings {
    /// The axes that are normalized together, the batch's being 0; counted from the end where
    /// negative.
    public var axes = [-1]
    public static let limits: Limits = ["axes": .axis.times(1...Shape.maximumRank)]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "x / ‖x‖, the Euclidean norm over some axes of each example, the last unless given"
  // γ of the last call.
  private var known: Tensor?
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where there are no axes.
  public convenience init(axes: [Int] = [-1], name: String? = nil) {
    self.init(Configuration(axes: axes), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let input = input.cast(to: input.dtype.forParameters)
    let extents = input.shape.extents(along: settings.axes, in: "UnitNormalization")
    // The norm is √n times the root mean square, and counted from 10⁻¹² as Keras has it.
    let count = Double(Swift.max(extents.elementCount, 1))
    let type = TensorType(extents, input.dtype)
    if known?.type != type || known?.device != .cpu || Device.current == .meta {
      known = Tensor(repeating: 1 / count.squareRoot(), extents, dtype: input.dtype)
    }
    return rmsNormalization(input, gamma: known, axes: settings.axes, epsilon: 1e-24 / count)
  }
}

extension UnitNormalization: PlaceMixingLayer {
  /// Whether it is along another axis than the channels'.
  public func mixesPlaces(_ inputShape: Shape) -> Bool { arePlaces(settings.axes, inputShape) }
}
