import ApusCore

/// The greatest value of each channel in each of a fixed number of windows that share a volume out.
///
/// Along an axis of n places the i-th of m windows begins at ⌊i n / m⌋ and ends before ⌈(i + 1) n /
/// m⌉. Input [batch, depth, height, width, channels]; output [batch, depth′, height′, width′,
/// channels]. Source: Keras 3, PyTorch; catalogue A10.
public final class AdaptiveMaxPooling3D: AdaptivePooling {
  /// 3: a volume.
  public static var axes: Int { 3 }

  /// The output's planes, rows and columns.
  public let sizes: [Int]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The number of windows along each axis; traps where there is not one positive number an axis.
  public init(sizes: [Int], name: String? = nil) {
    self.sizes = Self.checked(sizes)
    self.name = name
  }

  /// Planes, rows and columns of windows; traps below 1.
  public convenience init(_ size: (Int, Int, Int), name: String? = nil) {
    self.init(sizes: [size.0, size.1, size.2], name: name)
  }

  /// The same number of windows every way.
  public convenience init(_ size: Int, name: String? = nil) {
    self.init(sizes: [size, size, size], name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    adaptiveMaxPooling(input, to: sizes)
  }
}
