import ApusCore

/// y[n, i, j, c] = the mean of x[n, i·s + p, j·s + q, c] over the window's places (p, q); padding is not counted.
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels]. Strides are the window's size unless
/// given, as in Keras. Source: lecture S1, convolutional networks.
public final class AveragePooling2D: Layer {
  /// The window's height and width.
  public let window: (Int, Int)
  /// Rows and columns between neighbouring windows.
  public let strides: (Int, Int)
  /// How the borders are treated.
  public let padding: Padding2D
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where a size is not positive.
  public init(
    _ window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding2D = .valid,
    name: String? = nil
  ) {
    self.window = window
    self.strides = strides ?? window
    self.padding = padding
    self.name = name
    require(
      min(window.0, window.1, self.strides.0, self.strides.1) > 0,
      "AveragePooling2D: window \(window), strides \(self.strides); each must be at least 1")
  }

  /// With a square window, and strides the same both ways.
  public convenience init(
    _ window: Int = 2, strides: Int? = nil, padding: Padding2D = .valid, name: String? = nil
  ) {
    self.init(
      (window, window), strides: strides.map { ($0, $0) }, padding: padding, name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    averagePooling2D(input, window: window, strides: strides, padding: padding)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension AveragePooling2D: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["window": .pair(window), "strides": .pair(strides), "padding": padding.configuration]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let window = try options.pair("window", default: (2, 2))
    self.init(
      window, strides: try options.pair("strides", default: window),
      padding: try options.windowPadding(rank: 2), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank == 3 else { throw impossible(inputs, "is not [height, width, channels]") }
    let window = ConvolutionWindow(
      [window.0, window.1], strides: [strides.0, strides.1], dilation: [1, 1], padding: padding)
    let (positions, _) = try positions(of: window, over: [input[0], input[1]], inputs)
    try checkSize(positions + [input[2]], of: "an output")
  }
}
