import ApusCore

/// A layer that pools regions of interest, of two inputs: features [batch, height, width, channels]
/// and boxes [batch, boxes, 4]: left, top, right, bottom, of which no gradient is taken.
public protocol RegionLayer: MergeLayer, ConfigurableModule {
  /// Rows and columns of bins.
  var size: (Int, Int) { get }
  /// Of coordinates of boxes to those of features.
  var spatialScale: Double { get }
  /// Whether bin (i, j)'s channel c is made of the features' channel (c · rows + i) · columns + j.
  static var isPositionSensitive: Bool { get }

  /// The bins of the boxes [boxes, 5], which begin with the number of their image.
  func pooled(_ features: Tensor, _ boxes: Tensor) -> Tensor
}

extension RegionLayer {
  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }

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

  /// The settings that all have.
  var regionOptions: [String: ConfigurationValue] {
    ["size": .pair(size), "spatialScale": .number(spatialScale)]
  }

  /// Traps on settings that are not positive.
  func requirePositive(samplingRatio: Int? = nil) {
    require(
      min(size.0, size.1, samplingRatio ?? 1) > 0 && spatialScale > 0 && spatialScale.isFinite,
      """
      \(Self.typeName): size \(size), scale \(spatialScale), sampling ratio \(samplingRatio ?? 1); \
      they must be positive
      """
    )
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard inputs.count == 2 else {
      throw ConfigurationError(
        .malformedGraph,
        "\(Self.typeName): it takes two inputs, features and boxes, not \(inputs.count)")
    }
    let (features, boxes) = (inputs[0], inputs[1])
    guard features.rank == 3, boxes.rank == 2, boxes[1] == 4, features.allSatisfy({ $0 > 0 }),
      features[0] <= Int(Int32.max) / features[1]
    else {
      throw impossible(inputs, "are not features [height, width, channels] and boxes [boxes, 4]")
    }
    try checkSize([boxes[0], size.0, size.1, features[2]], of: "an output")
    let bins = Self.isPositionSensitive ? size.0 * size.1 : 1
    guard features[2] % bins == 0 else {
      throw impossible(inputs, "has channels that \(bins) bins cannot share")
    }
  }
}

extension Options {
  /// The scale of boxes.
  mutating func spatialScale() throws -> Double {
    try number("spatialScale", in: 1e-6...1e6, default: 1)
  }

  /// The number of samples a side of a bin; nil for as many as it is long.
  mutating func samplingRatio() throws -> Int? {
    guard value("samplingRatio") != nil else { return nil }
    return try integer("samplingRatio", in: 1...1024)
  }
}
