import ApusCore

/// Pooling by a window that slides along each of the axes of [batch, axes…, channels]: what the
/// layers for sequences, images and volumes share.
public protocol SlidingPooling: SpatialLayer, WindowedLayer {
  /// Padding of as many axes as the window slides over.
  associatedtype Padding: WindowPadding
  /// The window's extent and stride along each axis.
  var windows: [SlidingWindow] { get }
  /// How the ends are treated.
  var padding: Padding { get }

  /// The layer with these windows, one an axis, none dilated; traps where there are others.
  init(windows: [SlidingWindow], padding: Padding, name: String?)
}

extension SlidingPooling {
  /// The axes between batch and channels: as many as the padding has.
  public static var axes: Int { Padding.rank }

  /// The padding of each axis.
  public var paddings: [Padding1D] { padding.perAxis }

  /// Windows of these sizes, and strides of their sizes unless given.
  static func windows(_ sizes: [Int], strides: [Int]?) -> [SlidingWindow] {
    zip(sizes, strides ?? sizes).map { SlidingWindow($0, stride: $1) }
  }

  static func requireWindows(_ windows: [SlidingWindow]) {
    require(
      windows.count == axes && windows.allSatisfy { $0.dilation == 1 },
      "\(typeName): \(windows.count) windows; it needs one for each of \(axes) axes, none dilated")
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "window": .integers(windows.map(\.size)), "strides": .integers(windows.map(\.stride)),
      "padding": padding.configuration,
    ]
  }

  /// The layer with these settings; throws where one is outside its range.
  public init(options: inout Options, name: String?) throws {
    let count = Self.axes...Self.axes
    let sizes = try options.integers(
      "window", count: count, default: Array(repeating: 2, count: Self.axes))
    let strides = try options.integers("strides", count: count, default: sizes)
    self.init(
      windows: Self.windows(sizes, strides: strides), padding: try options.windowPadding(),
      name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try singleSpatial(inputs)
    // The place of a maximum is kept as an int32.
    guard input.dropLast().reduce(1.0, { $0 * Double($1) }) <= Double(Int32.max) else {
      throw impossible(inputs, "is too large: it may have \(Int32.max) places")
    }
    let window = ConvolutionWindow(
      windows.map(\.size), strides: windows.map(\.stride), dilation: windows.map(\.dilation),
      padding: padding)
    let (positions, _) = try positions(of: window, over: Array(input.dropLast()), inputs)
    try checkSize(positions + input.suffix(1), of: "an output")
  }
}
