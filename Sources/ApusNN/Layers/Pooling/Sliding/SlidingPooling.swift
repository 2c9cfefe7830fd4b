import ApusCore

/// Pooling by a window that slides along each of the axes of [batch, axes…, channels]: what the layers for sequences and
/// volumes share.
public protocol SlidingPooling: SpatialLayer, WindowedLayer {
  /// The window's extent and stride along each axis.
  var windows: [SlidingWindow] { get }
  /// How the ends are treated.
  var padding: PoolingPadding { get }

  /// The layer with these windows, one an axis.
  init(windows: [SlidingWindow], padding: PoolingPadding, name: String?)
}

extension SlidingPooling {
  /// The padding of each axis.
  public var paddings: [Padding1D] { windows.map { _ in padding == .same ? .same : .valid } }

  /// Windows of these sizes, and strides of their sizes unless given.
  static func windows(_ sizes: [Int], strides: [Int]?) -> [SlidingWindow] {
    zip(sizes, strides ?? sizes).map { SlidingWindow($0, stride: $1) }
  }

  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "window": .integers(windows.map(\.size)), "strides": .integers(windows.map(\.stride)),
      "padding": .text(padding.rawValue),
    ]
  }

  /// The layer with these settings; throws where one is outside its range.
  public init(options: inout Options, name: String?) throws {
    let count = Self.axes...Self.axes
    let sizes = try options.integers(
      "window", count: count, default: Array(repeating: 2, count: Self.axes))
    let strides = try options.integers("strides", count: count, default: sizes)
    self.init(
      windows: Self.windows(sizes, strides: strides),
      padding: try options.choice("padding", default: .valid), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try singleSpatial(inputs)
    // The place of a maximum is kept as an int32.
    guard input.dropLast().reduce(1.0, { $0 * Double($1) }) <= Double(Int32.max) else {
      throw impossible(inputs, "is too large: it may have \(Int32.max) places")
    }
    for (extent, window) in zip(input, windows)
    where padding == .valid && window.outputSize(extent) == 0 {
      throw impossible(inputs, "is smaller than the window \(windows.map(\.size))")
    }
  }
}
