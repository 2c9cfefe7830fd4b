import ApusCore

/// The settings of poolings by a sliding window.
public struct PoolingSettings<Padding: WindowPadding>: Settings {
  /// The window's extent along each axis.
  public var window = [Int](repeating: 2, count: Padding.rank)
  /// From one position to the next along each axis; nil for the window's extents.
  public var strides: [Int]?
  /// How the ends are treated.
  public var padding = Padding.valid

  public static var limits: Limits {
    let sizes = Limit.size.times(Padding.rank)
    return ["window": sizes, "strides": sizes]
  }
  public static var defaults: Self { Self() }

  /// The settings with their strides spelled out; traps if a size is not positive.
  func completed(in owner: String) -> Self {
    var settings = self
    settings.strides = strides ?? window
    return settings.checked(in: owner)
  }
}

/// Pooling by a window that slides along each of the axes of [batch, axes…, channels]: what the
/// layers for sequences, images and volumes share.
public protocol SlidingPooling: SpatialLayer, WindowedLayer
where Configuration == PoolingSettings<Padding> {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
}

extension SlidingPooling {
  /// The axes between batch and channels: as many as the padding has.
  public static var axes: Int { Padding.rank }

  /// The padding of each axis.
  public var paddings: [Padding1D] { settings.padding.perAxis }

  /// The window along each axis.
  public var windows: [SlidingWindow] {
    zip(settings.window, strides).map { SlidingWindow($0, stride: $1) }
  }

  /// From one position to the next along each axis.
  var strides: [Int] { settings.strides ?? settings.window }

  /// A layer with the same window and stride along all axes; strides are the window's extent unless
  /// given. Traps if a size is not positive.
  public init(
    _ window: Int = 2, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    func all(_ size: Int) -> [Int] { [Int](repeating: size, count: Padding.rank) }
    self.init(
      PoolingSettings(window: all(window), strides: strides.map(all), padding: padding), name: name)
  }
}
