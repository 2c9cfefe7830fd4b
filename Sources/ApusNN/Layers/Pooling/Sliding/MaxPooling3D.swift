import ApusCore

/// y[n, k, i, j, c] = max x[n, k·s + o, i·s + p, j·s + q, c] over the window's places (o, p, q);
/// padding counts as −∞.
///
/// Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′,
/// channels]. Strides are the window's size unless given, as in Keras. Source: lecture S0:1098;
/// catalogue A10.
public final class MaxPooling3D: SlidingPooling {
  public static let summary =
    "y[n, k, i, j, c] = max x[n, k·s + o, i·s + p, j·s + q, c] over the window's places (o, p, q)"
  public typealias Padding = Padding3D
  public let settings: PoolingSettings<Padding3D>, name: String?

  public init(_ settings: PoolingSettings<Padding3D>, name: String? = nil) {
    (self.settings, self.name) = (settings.completed(in: Self.typeName), name)
  }

  /// A layer with extents and strides of its own for each axis; strides are the window's extents
  /// unless given. Traps if a size is not positive.
  public convenience init(
    _ window: (Int, Int, Int), strides: (Int, Int, Int)? = nil, padding: Padding3D = .valid,
    name: String? = nil
  ) {
    self.init(
      PoolingSettings(
        window: [window.0, window.1, window.2], strides: strides.map { [$0.0, $0.1, $0.2] },
        padding: padding), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    let window = settings.window, strides = strides
    return maxPooling3D(
      input, window: (window[0], window[1], window[2]),
      strides: (strides[0], strides[1], strides[2]), padding: settings.padding)
  }
}
