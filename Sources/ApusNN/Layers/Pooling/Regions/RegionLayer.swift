import ApusCore

/// The settings of layers that pool regions.
public protocol RegionSettings: Settings {
  /// Rows and columns of bins.
  var size: [Int] { get }
}

/// The settings of ``RoIPooling`` and ``PositionSensitiveRoIPooling``.
public struct RegionPoolingSettings: RegionSettings {
  /// Rows and columns of bins; must be given.
  public var size: [Int] = []
  /// Of coordinates of boxes to those of features.
  public var spatialScale = 1.0
  public static let limits: Limits = ["size": .size.times(2), "spatialScale": .number(1e-6...1e6)]
  public static var defaults: Self { Self() }
}

/// A layer that pools regions of interest, of two inputs: features [batch, height, width, channels]
/// and boxes [batch, boxes, 4]: left, top, right, bottom, of which no gradient is taken.
public protocol RegionLayer: MergeLayer, ConfiguredModule where Configuration: RegionSettings {
  /// Whether bin (i, j)'s channel c is made of the features' channel (c · rows + i) · columns + j.
  static var isPositionSensitive: Bool { get }

  /// The bins of the boxes [boxes, 5], which begin with the number of their image.
  func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor
}

extension RegionLayer {
  /// Rows and columns of bins.
  var size: (Int, Int) { (settings.size[0], settings.size[1]) }

  /// [batch, boxes, rows, columns, channels] for features and boxes.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(
      inputs.count == 2 && inputs[1].rank == 3 && inputs[1].shape[2] == 4
        && inputs[0].rank == 4 && inputs[0].shape[0] == inputs[1].shape[0],
      """
      \(Self.typeName): inputs \(inputs.map(\.shape)); it needs features [batch, height, width, \
      channels] and boxes [batch, boxes, 4]
      """
    )
    let (batch, count) = (inputs[1].shape[0], inputs[1].shape[1])
    // Numbers of images would not be whole in bfloat16.
    let boxes = inputs[1].dtype == .bfloat16 ? inputs[1].cast(to: .float32) : inputs[1]
    // Counted rather than listed, so that a trace of this holds for any number of images.
    let images = Tensor.ones([1, 1, 1], dtype: boxes.dtype).broadcast(to: [batch, count, 1])
      .cumulativeSum(axis: 0, exclusive: true)
    let numbered = Tensor.concatenated([images, boxes], axis: 2)
      .reshaped(to: [batch * count, 5])
    let bins = pooled(inputs[0], numbered)
    return bins.reshaped(to: Shape([batch, count] + bins.shape.dropFirst()))
  }
}
