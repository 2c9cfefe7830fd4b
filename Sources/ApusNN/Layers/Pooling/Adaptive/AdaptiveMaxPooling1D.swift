import ApusCore

/// The greatest value of each channel in each of a fixed number of windows that share a sequence
/// out.
///
/// Along an axis of n places the i-th of m windows begins at ⌊i n / m⌋ and ends before ⌈(i + 1) n /
/// m⌉. Input [batch, steps, channels]; output [batch, steps′, channels]. Source: Keras 3, PyTorch;
/// catalogue A10.
public final class AdaptiveMaxPooling1D: AdaptivePooling {
  /// 1: a sequence.
  public static var axes: Int { 1 }
  public static let summary = """
    the greatest value of each channel in each of a fixed number of windows that share a \
    sequence out
    """
  public let settings: AdaptivePoolingSettings, name: String?

  public init(_ settings: AdaptivePoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    adaptiveMaxPooling(input, to: settings.sizes)
  }
}
