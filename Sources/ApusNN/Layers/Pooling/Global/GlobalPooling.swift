import ApusCore

/// The settings of poolings over all places.
public struct GlobalPoolingSettings: Settings {
  /// Whether the pooled axes stay, with extent 1.
  public var keepDimensions = false
  public static var defaults: Self { Self() }
}

/// Pooling of each channel over all places at once: what the layers for sequences, images and
/// volumes share.
public protocol GlobalPooling: SpatialLayer
where Configuration == GlobalPoolingSettings {}

extension GlobalPooling {
  /// The layer; with `keepDimensions` the pooled axes stay, with extent 1.
  public init(keepDimensions: Bool = false, name: String? = nil) {
    self.init(GlobalPoolingSettings(keepDimensions: keepDimensions), name: name)
  }

  /// The axes between batch and channels.
  var pooledAxes: [Int] { Array(1...Self.axes) }
}
