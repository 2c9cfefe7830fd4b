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

  /// Rows and columns of bins.
  public let size: (Int, Int)
  /// Of coordinates of boxes to those of features.
  public let spatialScale: Double
  /// Values a side of a bin; as many as it is long, rounded up, where nil.
  public let samplingRatio: Int?
  /// Whether places are centres of cells, so that coordinates are moved by −½ after scaling.
  public let aligned: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Defaults as in torchvision; traps on settings that are not positive.
  public init(
    _ size: (Int, Int), spatialScale: Double = 1, samplingRatio: Int? = nil,
    aligned: Bool = false, name: String? = nil
  ) {
    self.size = size
    self.spatialScale = spatialScale
    self.samplingRatio = samplingRatio
    self.aligned = aligned
    self.name = name
    requirePositive(samplingRatio: samplingRatio)
  }

  /// The bins of the boxes [boxes, 5], which begin with the number of their image.
  public func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor {
    roiAlign(
      features, boxes: boxes, to: size, spatialScale: spatialScale, samplingRatio: samplingRatio,
      aligned: aligned)
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    var options = regionOptions
    options["samplingRatio"] = samplingRatio.map { .integer($0) } ?? .null
    options["aligned"] = .flag(aligned)
    return options
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.pair("size"), spatialScale: try options.spatialScale(),
      samplingRatio: try options.samplingRatio(),
      aligned: try options.flag("aligned", default: false),
      name: name)
  }
}
