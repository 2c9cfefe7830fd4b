import ApusCore

/// y[n, t, c] = the mean of x[n, t·s + p, c] over the window's steps p; padding is not counted.
///
/// Input [batch, steps, channels]; output [batch, steps′, channels]. Strides are the
/// window's size unless given, as in Keras. Source: lecture S0:1098; catalogue A10.
public final class AveragePooling1D: SlidingPooling {
  /// 1: a sequence.
  public static var axes: Int { 1 }

  /// The window along the steps, with its stride.
  public let windows: [SlidingWindow]
  /// How the ends are treated.
  public let padding: PoolingPadding
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer with this window; traps where there is not one.
  public init(windows: [SlidingWindow], padding: PoolingPadding, name: String? = nil) {
    require(
      windows.count == Self.axes,
      "AveragePooling1D: \(windows.count) windows; it needs one for each of \(Self.axes) axes")
    self.windows = windows
    self.padding = padding
    self.name = name
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ window: Int = 2, strides: Int? = nil, padding: PoolingPadding = .valid, name: String? = nil
  ) {
    self.init(
      windows: [SlidingWindow(window, stride: strides ?? window)], padding: padding, name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    averagePooling1D(
      input, window: windows[0].size, strides: windows[0].stride, padding: padding)
  }
}
