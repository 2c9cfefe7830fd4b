import ApusCore

/// The mean over each bin of each region of interest, of values between places, each bin of
/// channels of its own; see `positionSensitiveRoIAlign`.
///
/// Inputs features [batch, height, width, channels · rows · columns] and boxes [batch, boxes, 4];
/// output [batch, boxes, rows, columns, channels]. Source: Li et al. 2018 (Light-Head R-CNN);
/// torchvision's `PSRoIAlign`; catalogue A10.
public final class PositionSensitiveRoIAlign: RegionLayer {
  /// True: each bin has channels of its own.
  public static var isPositionSensitive: Bool { true }
  /// The settings of ``PositionSensitiveRoIAlign``.
  public struct Configuration: RegionSettings {
    /// Rows and columns of bins; must be given.
    public var size: [Int] = []
    /// Of coordinates of boxes to those of features.
    public var spatialScale = 1.0
    /// Values a side of a bin; as many as it is long, rounded up, where nil.
    public var samplingRatio: Int?
    public static let limits: Limits = [
      "size": .size.times(2), "spatialScale": .number(1e-6...1e6),
      "samplingRatio": .whole(1...1024),
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary = "as RoIAlign, each bin of channels of its own"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Defaults as in torchvision. Traps on settings that are not positive.
  public convenience init(
    _ size: (Int, Int), spatialScale: Double = 1, samplingRatio: Int? = nil, name: String? = nil
  ) {
    self.init(
      Configuration(
        size: [size.0, size.1], spatialScale: spatialScale, samplingRatio: samplingRatio),
      name: name)
  }

  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    positionSensitiveRoIAlign(
      features, boxes: boxes, to: size, spatialScale: settings.spatialScale,
      samplingRatio: settings.samplingRatio)
  }
}
