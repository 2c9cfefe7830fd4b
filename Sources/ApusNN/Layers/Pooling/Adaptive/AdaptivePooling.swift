import ApusCore

/// Pooling to a fixed number of windows; see `adaptiveMaxPooling` for the windows.
public protocol AdaptivePooling: FixedSizeLayer {
  /// The layer with this many windows along each axis.
  init(sizes: [Int], name: String?)
}

extension AdaptivePooling {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["sizes": .integers(sizes)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public init(options: inout Options, name: String?) throws {
    self.init(sizes: try Self.sizes(&options), name: name)
  }
}
