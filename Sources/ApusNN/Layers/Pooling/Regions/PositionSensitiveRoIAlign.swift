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

  /// Rows and columns of bins.
  public let size: (Int, Int)
  /// Of coordinates of boxes to those of features.
  public let spatialScale: Double
  /// Values a side of a bin; as many as it is long, rounded up, where nil.
  public let samplingRatio: Int?
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Defaults as in torchvision; traps on settings that are not positive.
  public init(
    _ size: (Int, Int), spatialScale: Double = 1, samplingRatio: Int? = nil, name: String? = nil
  ) {
    self.size = size
    self.spatialScale = spatialScale
    self.samplingRatio = samplingRatio
    self.name = name
    requirePositive(samplingRatio: samplingRatio)
  }

  /// The bins of the boxes [boxes, 5], which begin with the number of their image.
  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    positionSensitiveRoIAlign(
      features, boxes: boxes, to: size, spatialScale: spatialScale, samplingRatio: samplingRatio)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    var options = regionOptions
    options["samplingRatio"] = samplingRatio.map { .integer($0) } ?? .null
    return options
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.pair("size"), spatialScale: try options.spatialScale(),
      samplingRatio: try options.samplingRatio(),
      name: name)
  }
}
