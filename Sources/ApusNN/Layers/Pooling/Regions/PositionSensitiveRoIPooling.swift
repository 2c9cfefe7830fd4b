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

  /// Rows and columns of bins.
  public let size: (Int, Int)
  /// Of coordinates of boxes to those of features.
  public let spatialScale: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Defaults as in torchvision; traps on settings that are not positive.
  public init(
    _ size: (Int, Int), spatialScale: Double = 1, name: String? = nil
  ) {
    self.size = size
    self.spatialScale = spatialScale
    self.name = name
    requirePositive()
  }

  /// The bins of the boxes [boxes, 5], which begin with the number of their image.
  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    positionSensitiveRoIPooling(
      features, boxes: boxes, to: size, spatialScale: spatialScale)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { regionOptions }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.pair("size"), spatialScale: try options.spatialScale(),
      name: name)
  }
}
