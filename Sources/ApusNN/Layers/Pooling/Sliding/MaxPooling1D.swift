import ApusCore

/// y[n, t, c] = max x[n, t·s + p, c] over the window's steps p; padding counts as −∞.
///
/// Input [batch, steps, channels]; output [batch, steps′, channels]. Strides are the
/// window's size unless given, as in Keras. Source: lecture S0:1098; catalogue A10.
public final class MaxPooling1D: SlidingPooling {
  /// The window along the steps, with its stride.
  public let windows: [SlidingWindow]
  /// How the ends are treated.
  public let padding: Padding1D
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer with this window; traps where there is not one, or it is dilated.
  public init(windows: [SlidingWindow], padding: Padding1D, name: String? = nil) {
    Self.requireWindows(windows)
    self.windows = windows
    self.padding = padding
    self.name = name
  }

  /// Traps where a size is not positive.
  public convenience init(
    _ window: Int = 2, strides: Int? = nil, padding: Padding1D = .valid, name: String? = nil
  ) {
    self.init(
      windows: [SlidingWindow(window, stride: strides ?? window)], padding: padding, name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    maxPooling1D(
      input, window: windows[0].size, strides: windows[0].stride, padding: padding)
  }
}
