import ApusCore

/// y[n, t, c] = x[n, ⌊t / f⌋, c]: a sequence a whole number of times as large, or values
/// interpolated between those of the input.
///
/// Input [batch, steps, channels]; output [batch, f steps, channels].
/// Defaults as in Keras. Source: lecture S3; catalogue A10.
public final class UpSampling1D: UpSampling {
  /// 1: a sequence.
  public static var axes: Int { 1 }
  public static let summary = "a sequence a whole number of times as long"
  public let settings: UpSamplingSettings, name: String?

  public init(_ settings: UpSamplingSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }
}
