import ApusCore

/// The mean over each bin of each region of interest, each bin of channels of its own; see
/// `positionSensitiveRoIPooling`.
///
/// Inputs features [batch, height, width, channels · rows · columns] and boxes [batch, boxes, 4];
/// output [batch, boxes, rows, columns, channels]. Source: Dai et al. 2016 (R-FCN); torchvision's
/// `PSRoIPool`; catalogue A10.
public final class PositionSensitiveRoIPooling: RegionLayer {
  /// True: each bin has channels of its own.
  public static var isPositionSensitive: Bool { true }
  public static let summary =
    "the mean over each bin of each region of interest, each bin of channels of its own"
  public let settings: RegionPoolingSettings, name: String?

  public init(_ settings: RegionPoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Defaults as in torchvision. Traps on settings that are not positive.
  public convenience init(_ size: (Int, Int), spatialScale: Double = 1, name: String? = nil) {
    self.init(Configuration(size: [size.0, size.1], spatialScale: spatialScale), name: name)
  }

  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    positionSensitiveRoIPooling(
      features, boxes: boxes, to: size, spatialScale: settings.spatialScale)
  }
}
