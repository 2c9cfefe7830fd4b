import ApusCore

/// The settings of adaptive poolings.
public struct AdaptivePoolingSettings: SizeSettings {
  /// The number of windows along each axis; must be given.
  public var sizes: [Int] = []
  public static let limits: Limits = ["sizes": .size.times(1...3)]
  public static var defaults: Self { Self() }
}

/// Pooling to a fixed number of windows; see `adaptiveMaxPooling` for the windows.
public protocol AdaptivePooling: FixedSizeLayer where Configuration == AdaptivePoolingSettings {}

extension AdaptivePooling {
  /// The layer with these numbers of windows, one an axis. Traps if one is not positive.
  public init(sizes: [Int], name: String? = nil) {
    self.init(AdaptivePoolingSettings(sizes: sizes), name: name)
  }

  /// The layer with the same number of windows along all axes. Traps if it is not positive.
  public init(_ size: Int, name: String? = nil) {
    self.init(sizes: [Int](repeating: size, count: Self.axes), name: name)
  }
}
