import ApusCore

/// The greatest value of each channel in each bin of each region of interest; see `roiPooling`.
///
/// Inputs features [batch, height, width, channels] and boxes [batch, boxes, 4]; output [batch,
/// boxes, rows, columns, channels]. Source: Girshick 2015 (Fast R-CNN); torchvision's `RoIPool`;
/// catalogue A10.
public final class RoIPooling: RegionLayer {
  /// False: all bins see all channels.
  public static var isPositionSensitive: Bool { false }
  public static let summary =
    "the greatest value of each channel in each bin of each region of interest"
  public let settings: RegionPoolingSettings, name: String?

  public init(_ settings: RegionPoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Defaults as in torchvision. Traps on settings that are not positive.
  public convenience init(_ size: (Int, Int), spatialScale: Double = 1, name: String? = nil) {
    self.init(Configuration(size: [size.0, size.1], spatialScale: spatialScale), name: name)
  }

  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    roiPooling(
      features, boxes: boxes, to: size, spatialScale: settings.spatialScale)
  }
}
