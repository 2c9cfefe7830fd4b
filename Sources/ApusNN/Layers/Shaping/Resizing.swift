import ApusCore

/// Images of one size, whatever their input's: values interpolated between those of the input; see
/// `resize`.
///
/// Input [batch, height, width, channels]; output [batch, height′, width′, channels]. Defaults as
/// in Keras. Source: catalogue A10.
public final class Resizing: FixedSizeLayer {
  /// 2: an image.
  public static var axes: Int { 2 }

  /// The settings of ``Resizing``.
  public struct Configuration: SizeSettings {
    /// The output's height and width; must be given.
    public var sizes: [Int] = []
    /// How the values between are found.
    public var interpolation = Interpolation.bilinear
    public static let limits: Limits = ["sizes": .size.times(2)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "images of one size, interpolated"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (Self.checked(settings), name)
  }

  /// The height and width that images get; traps below 1.
  public convenience init(
    _ size: (Int, Int), interpolation: Interpolation = .bilinear, name: String? = nil
  ) {
    self.init(Configuration(sizes: [size.0, size.1], interpolation: interpolation), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    resize(input, to: settings.sizes, interpolation: settings.interpolation)
  }
}
