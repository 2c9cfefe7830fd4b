import ApusCore

/// The mean of each channel over each bin of each region of interest, of values between places; see
/// `roiAlign`.
///
/// Inputs features [batch, height, width, channels] and boxes [batch, boxes, 4]; output [batch,
/// boxes, rows, columns, channels]. Source: He et al. 2017 (Mask R-CNN); torchvision's `RoIAlign`;
/// catalogue A10.
public final class RoIAlign: RegionLayer {
  /// False: all bins see all channels.
  public static var isPositionSensitive: Bool { false }
  /// The settings of ``RoIAlign``.
  public struct Configuration: RegionSettings {
    /// Rows and columns of bins; must be given.
    public var size: [Int] = []
    /// Of coordinates of boxes to those of features.
    public var spatialScale = 1.0
    /// Values a side of a bin; as many as it is long, rounded up, where nil.
    public var samplingRatio: Int?
    /// Whether places are centres of cells, so that coordinates are moved by −½ after scaling.
    public var aligned = false
    public static let limits: Limits = [
      "size": .size.times(2), "spatialScale": .number(1e-6...1e6),
      "samplingRatio": .whole(1...1024),
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary =
    "the mean of each channel over each bin of each region of interest, between places"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Defaults as in torchvision. Traps on settings that are not positive.
  public convenience init(
    _ size: (Int, Int), spatialScale: Double = 1, samplingRatio: Int? = nil, aligned: Bool = false,
    name: String? = nil
  ) {
    self.init(
      Configuration(
        size: [size.0, size.1], spatialScale: spatialScale, samplingRatio: samplingRatio,
        aligned: aligned), name: name)
  }

  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    roiAlign(
      features, boxes: boxes, to: size, spatialScale: settings.spatialScale,
      samplingRatio: settings.samplingRatio,
      aligned: settings.aligned)
  }
}
