import ApusCore

/// y[n, t, c] = max x[n, t·s + p, c] over the window's steps p; padding counts as −∞.
///
/// Input [batch, steps, channels]; output [batch, steps′, channels]. Strides are the
/// window's size unless given, as in Keras. Source: lecture S0:1098; catalogue A10.
public final class MaxPooling1D: SlidingPooling {
  public static let summary = "y[n, t, c] = max x[n, t·s + p, c] over the window's steps p"
  public typealias Padding = Padding1D
  public let settings: PoolingSettings<Padding1D>, name: String?

  public init(_ settings: PoolingSettings<Padding1D>, name: String? = nil) {
    (self.settings, self.name) = (settings.completed(in: Self.typeName), name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    maxPooling1D(
      input, window: settings.window[0], strides: strides[0], padding: settings.padding)
  }
}
