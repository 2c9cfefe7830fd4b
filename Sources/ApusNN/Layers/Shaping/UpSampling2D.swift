import ApusCore

/// y[n, i, j, c] = x[n, ⌊i / f₀⌋, ⌊j / f₁⌋, c]: an image a whole number of times as large, or
/// values interpolated between those of the input.
///
/// Input [batch, height, width, channels]; output [batch, f₀ height, f₁ width, channels].
/// Defaults as in Keras. Source: lecture S3; catalogue A10.
public final class UpSampling2D: UpSampling {
  /// 2: an image.
  public static var axes: Int { 2 }
  public static let summary = "an image a whole number of times as large"
  public let settings: UpSamplingSettings, name: String?

  public init(_ settings: UpSamplingSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// The layer with factors of its own for each axis. Traps if one is not positive.
  public convenience init(
    _ factors: (Int, Int), interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(
      factors: [factors.0, factors.1], interpolation: interpolation, name: name)
  }
}
