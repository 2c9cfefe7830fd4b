import ApusCore

/// y[n, c] = maxₜ x[n, t, c]: the greatest value of each channel over the whole sequence.
///
/// Input [batch, steps, channels]; output [batch, channels], or [batch, 1, channels]
/// where the axes are kept. Source: Lin et al. 2014; catalogue A10.
public final class GlobalMaxPooling1D: GlobalPooling {
  /// 1: a sequence.
  public static var axes: Int { 1 }
  public static let summary =
    "y[n, c] = maxₜ x[n, t, c]: the greatest value of each channel over the whole sequence"
  public let settings: GlobalPoolingSettings, name: String?

  public init(_ settings: GlobalPoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (settings, name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return input.max(axes: pooledAxes, keepDimensions: settings.keepDimensions)
  }
}
