import ApusCore

/// y[n, i, j, c] = the mean of x[n, i·s + p, j·s + q, c] over the window's places (p, q); padding
/// is not counted.
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels]. Strides are
/// the window's size unless given, as in Keras. Source: lecture S1, convolutional networks.
public final class AveragePooling2D: SlidingPooling {
  /// The window along height and width, with its strides.
  public let windows: [SlidingWindow]
  /// How the borders are treated.
  public let padding: Padding2D
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer with these windows; traps where there are not two, or one is dilated.
  public init(windows: [SlidingWindow], padding: Padding2D, name: String? = nil) {
    Self.requireWindows(windows)
    self.windows = windows
    self.padding = padding
    self.name = name
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding2D = .valid,
    name: String? = nil
  ) {
    self.init(
      windows: Self.windows([window.0, window.1], strides: strides.map { [$0.0, $0.1] }),
      padding: padding, name: name)
  }

  /// With a square window, and strides the same both ways.
  public convenience init(
    _ window: Int = 2, strides: Int? = nil, padding: Padding2D = .valid, name: String? = nil
  ) {
    self.init(
      (window, window), strides: strides.map { ($0, $0) }, padding: padding, name: name)
  }

  /// The window's height and width.
  public var window: (Int, Int) { (windows[0].size, windows[1].size) }
  /// Rows and columns between neighbouring windows.
  public var strides: (Int, Int) { (windows[0].stride, windows[1].stride) }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    averagePooling2D(input, window: window, strides: strides, padding: padding)
  }
}
