import ApusCore

/// y[n, c] = maxₖᵢⱼ x[n, k, i, j, c]: the greatest value of each channel over the whole volume.
///
/// Input [batch, depth, height, width, channels]; output [batch, channels], or [batch, 1, 1, 1,
/// channels] where the axes are kept. Source: Lin et al. 2014; catalogue A10.
public final class GlobalMaxPooling3D: GlobalPooling {
  /// 3: a volume.
  public static var axes: Int { 3 }
  public static let summary =
    "y[n, c] = maxₖᵢⱼ x[n, k, i, j, c]: the greatest value of each channel over the whole volume"
  public let settings: GlobalPoolingSettings, name: String?

  public init(_ settings: GlobalPoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (settings, name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return input.max(axes: pooledAxes, keepDimensions: settings.keepDimensions)
  }
}
