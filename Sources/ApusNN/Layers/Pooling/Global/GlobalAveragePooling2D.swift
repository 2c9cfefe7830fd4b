import ApusCore

/// y[n, c] = Σᵢⱼ x[n, i, j, c] / (height · width): the mean of each channel over the whole image.
///
/// Input [batch, height, width, channels]; output [batch, channels], or [batch, 1, 1, channels]
/// where the axes are kept. Source: Lin et al. 2014; catalogue A10.
public final class GlobalAveragePooling2D: GlobalPooling {
  /// 2: an image.
  public static var axes: Int { 2 }
  public static let summary = """
    y[n, c] = Σᵢⱼ x[n, i, j, c] / (height · width): the mean of each channel over the whole \
    image
    """
  public let settings: GlobalPoolingSettings, name: String?

  public init(_ settings: GlobalPoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (settings, name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return input.mean(axes: pooledAxes, keepDimensions: settings.keepDimensions)
  }
}
