import ApusCore

/// y[n, t, c] = x[n, ⌊t / f⌋, c]: a sequence a whole number of times as large, or values
/// interpolated between those of the input.
///
/// Input [batch, steps, channels]; output [batch, f steps, channels].
/// Defaults as in Keras. Source: lecture S3; catalogue A10.
public final class UpSampling1D: UpSampling {
  /// 1: a sequence.
  public static var axes: Int { 1 }

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

  /// Every step `factor` times; traps below 1.
  public convenience init(
    _ factor: Int = 2, interpolation: Interpolation = .nearest, name: String? = nil
  ) {
    self.init(factors: [factor], interpolation: interpolation, name: name)
  }
}
