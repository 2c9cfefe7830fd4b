import ApusCore

/// Elements beyond the ends of each axis between batch and channels, made of those within:
/// repeated, mirrored, or a constant.
///
/// ```swift
/// // One row above and below, two columns at each side.
/// BorderPadding([(1, 1), (2, 2)], mode: .reflect)
/// ```
///
/// Input [batch, axes…, channels], as many axes as there are margins; output the same with longer
/// axes. Source: PyTorch's `ReflectionPad`, `ReplicationPad`, `CircularPad` and `ConstantPad`;
/// catalogue A10.
public final class BorderPadding: ConfiguredLayer {
  /// The settings of ``BorderPadding``.
  public struct Configuration: Settings {
    /// How many places before and after each axis; must be given.
    public var margins = Margins()
    /// What they hold; must be given.
    public var mode = PaddingMode.zeros
    public static let limits: Limits = [
      "margins": .whole(0...Options.largestSize).times(2...(2 * Shape.maximumRank - 4)),
      "mode": .given,
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "elements beyond the ends of each axis: repeated, mirrored, wrapped, or a constant"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// So many places before and after each axis; traps without an axis or on a negative number.
  public convenience init(
    _ margins: [(before: Int, after: Int)], mode: PaddingMode, name: String? = nil
  ) {
    self.init(Configuration(margins: Margins(margins), mode: mode), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == settings.margins.axes.count + 2,
      """
      BorderPadding: an input of shape \(input.shape) for \(settings.margins.axes.count) axes \
      between batch and channels
      """
    )
    return input.padded([(0, 0)] + settings.margins.axes + [(0, 0)], mode: settings.mode)
  }
}
