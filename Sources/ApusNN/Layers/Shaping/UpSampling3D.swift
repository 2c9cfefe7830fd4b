import ApusCore

/// y[n, k, i, j, c] = x[n, ⌊k / f₀⌋, ⌊i / f₁⌋, ⌊j / f₂⌋, c]: a volume a whole number of times as
/// large, or values interpolated between those of the input.
///
/// Input [batch, depth, height, width, channels]; output [batch, f₀ depth, f₁ height, f₂ width,
/// channels]. Defaults as in Keras. Source: lecture S3; catalogue A10.
public final class UpSampling3D: UpSampling {
  /// 3: a volume.
  public static var axes: Int { 3 }
  public static let summary = "a volume a whole number of times as large"
  public let settings: UpSamplingSettings, name: String?

  public init(_ settings: UpSamplingSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// The layer with factors of its own for each axis. Traps if one is not positive.
  public convenience init(
    _ factors: (Int, Int, Int), interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(
      factors: [factors.0, factors.1, factors.2], interpolation: interpolation, name: name)
  }
}
