import ApusCore

/// The greatest value of each channel in each of a fixed number of windows that share a volume out.
///
/// Along an axis of n places the i-th of m windows begins at ⌊i n / m⌋ and ends before ⌈(i + 1) n /
/// m⌉. Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′,
/// channels]. Source: Keras 3, PyTorch; catalogue A10.
public final class AdaptiveMaxPooling3D: AdaptivePooling {
  /// 3: a volume.
  public static var axes: Int { 3 }
  public static let summary = """
    the greatest value of each channel in each of a fixed number of windows that share a \
    volume out
    """
  public let settings: AdaptivePoolingSettings, name: String?

  public init(_ settings: AdaptivePoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// The layer with numbers of windows of its own for each axis. Traps if one is not positive.
  public convenience init(_ size: (Int, Int, Int), name: String? = nil) {
    self.init(sizes: [size.0, size.1, size.2], name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    adaptiveMaxPooling(input, to: settings.sizes)
  }
}
