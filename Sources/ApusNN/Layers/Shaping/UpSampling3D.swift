import ApusCore

/// y[n, k, i, j, c] = x[n, ⌊k / f₀⌋, ⌊i / f₁⌋, ⌊j / f₂⌋, c]: a volume a whole number of times as
/// large, or values interpolated between those of the input.
///
/// Input [batch, depth, height, width, channels]; output [batch, f₀ depth, f₁ height, f₂ width,
/// channels]. Defaults as in Keras. Source: lecture S3; catalogue A10.
public final class UpSampling3D: UpSampling {
  /// 3: a volume.
  public static var axes: Int { 3 }

  /// How many times as long each axis becomes.
  public let factors: [Int]
  /// How the values between are found.
  public let interpolation: Interpolation
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The factor for each axis; traps where there is not one positive number an axis.
  public init(
    factors: [Int], interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.factors = Self.checked(factors)
    self.interpolation = interpolation
    self.name = name
  }

  /// Planes, rows and columns this many times; traps below 1.
  public convenience init(
    _ factors: (Int, Int, Int), interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(factors: [factors.0, factors.1, factors.2], interpolation: interpolation, name: name)
  }

  /// The same factor every way.
  public convenience init(
    _ factor: Int = 2, interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(factors: [factor, factor, factor], interpolation: interpolation, name: name)
  }
}
