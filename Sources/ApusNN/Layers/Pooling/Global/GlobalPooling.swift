import ApusCore

/// Pooling of each channel over all places at once: what the layers for sequences, images and
/// volumes share.
public protocol GlobalPooling: SpatialLayer {
  /// Whether the axes stay, with extent 1.
  var keepDimensions: Bool { get }

  /// Defaults as in Keras.
  init(keepDimensions: Bool, name: String?)
}

extension GlobalPooling {
  /// The axes of a batch that are pooled over.
  var pooledAxes: [Int] { Array(1...Self.axes) }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["keepDimensions": .flag(keepDimensions)] }

  /// The layer with these settings; throws where one is outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(keepDimensions: try options.flag("keepDimensions", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try singleSpatial(inputs) }
}
