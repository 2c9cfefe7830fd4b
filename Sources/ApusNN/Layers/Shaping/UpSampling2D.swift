import ApusCore

/// y[n, i, j, c] = x[n, ⌊i / f₀⌋, ⌊j / f₁⌋, c]: an image a whole number of times as large, or
/// values interpolated between those of the input.
///
/// Input [batch, height, width, channels]; output [batch, f₀ height, f₁ width, channels].
/// Defaults as in Keras. Source: lecture S3; catalogue A10.
public final class UpSampling2D: UpSampling {
  /// 2: an image.
  public static var axes: Int { 2 }

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

  /// Rows and columns this many times; traps below 1.
  public convenience init(
    _ factors: (Int, Int), interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(factors: [factors.0, factors.1], interpolation: interpolation, name: name)
  }

  /// The same factor both ways.
  public convenience init(
    _ factor: Int = 2, interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(factors: [factor, factor], interpolation: interpolation, name: name)
  }
}
