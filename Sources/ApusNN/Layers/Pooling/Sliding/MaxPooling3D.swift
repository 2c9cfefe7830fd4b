import ApusCore

/// y[n, k, i, j, c] = max x[n, k·s + o, i·s + p, j·s + q, c] over the window's places (o, p, q);
/// padding counts as −∞.
///
/// Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′,
/// channels]. Strides are the window's size unless given, as in Keras. Source: lecture S0:1098;
/// catalogue A10.
public final class MaxPooling3D: SlidingPooling {
  /// The window along depth, height and width, with its strides.
  public let windows: [SlidingWindow]
  /// How the ends are treated.
  public let padding: Padding3D
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer with these windows; traps where there are not three, or one is dilated.
  public init(windows: [SlidingWindow], padding: Padding3D, name: String? = nil) {
    Self.requireWindows(windows)
    self.windows = windows
    self.padding = padding
    self.name = name
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ window: (Int, Int, Int), strides: (Int, Int, Int)? = nil, padding: Padding3D = .valid,
    name: String? = nil
  ) {
    self.init(
      windows: Self.windows(
        [window.0, window.1, window.2], strides: strides.map { [$0.0, $0.1, $0.2] }),
      padding: padding, name: name)
  }

  /// With a cube for a window, and strides the same every way.
  public convenience init(
    _ window: Int = 2, strides: Int? = nil, padding: Padding3D = .valid, name: String? = nil
  ) {
    self.init(
      (window, window, window), strides: strides.map { ($0, $0, $0) }, padding: padding,
      name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    maxPooling3D(
      input, window: (windows[0].size, windows[1].size, windows[2].size),
      strides: (windows[0].stride, windows[1].stride, windows[2].stride), padding: padding)
  }
}
