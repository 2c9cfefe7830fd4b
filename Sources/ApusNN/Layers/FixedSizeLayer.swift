import ApusCore

/// The settings of layers whose output has a size of its own.
public protocol SizeSettings: Settings {
  /// The output's extent along each axis.
  var sizes: [Int] { get }
}

/// A layer whose output [batch, sizes…, channels] has the same extents whatever the input's:
/// adaptive pooling, resizing.
public protocol FixedSizeLayer: SpatialLayer where Configuration: SizeSettings {}

extension FixedSizeLayer {
  /// `settings`; traps unless there is one positive size for each axis.
  static func checked(_ settings: Configuration) -> Configuration {
    require(
      settings.sizes.count == axes,
      "\(typeName): sizes \(settings.sizes); it needs \(axes), each at least 1")
    return settings.checked(in: typeName)
  }

  public init(options: inout Options, name: String?) throws {
    let settings = try Configuration(reading: &options)
    guard settings.sizes.count == Self.axes else {
      throw options.wrong("sizes", "a list of \(Self.axes) whole numbers")
    }
    self.init(settings, name: name)
  }
}
