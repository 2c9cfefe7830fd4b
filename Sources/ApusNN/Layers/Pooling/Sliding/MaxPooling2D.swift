import ApusCore

/// y[n, i, j, c] = max x[n, i·s + p, j·s + q, c] over the window's places (p, q); padding counts as
/// −∞.
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels]. Strides are
/// the window's size unless given, as in Keras. Source: lecture S1, convolutional networks.
public final class MaxPooling2D: SlidingPooling {
  public static let summary =
    "y[n, i, j, c] = max x[n, i·s + p, j·s + q, c] over the window's places (p, q)"
  public typealias Padding = Padding2D
  public let settings: PoolingSettings<Padding2D>, name: String?

  public init(_ settings: PoolingSettings<Padding2D>, name: String? = nil) {
    (self.settings, self.name) = (settings.completed(in: Self.typeName), name)
  }

  /// A layer with extents and strides of its own for each axis; strides are the window's extents
  /// unless given. Traps if a size is not positive.
  public convenience init(
    _ window: (Int, Int), strides: (Int, Int)? = nil, padding: Padding2D = .valid,
    name: String? = nil
  ) {
    self.init(
      PoolingSettings(
        window: [window.0, window.1], strides: strides.map { [$0.0, $0.1] }, padding: padding),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let window = settings.window, strides = strides
    return maxPooling2D(
      input, window: (window[0], window[1]), strides: (strides[0], strides[1]),
      padding: settings.padding)
  }
}
