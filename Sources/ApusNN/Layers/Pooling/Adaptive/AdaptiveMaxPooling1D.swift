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

  /// The output's steps.
  public let sizes: [Int]
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The number of windows along each axis; traps where there is not one positive number an axis.
  public init(sizes: [Int], name: String? = nil) {
    self.sizes = Self.checked(sizes)
    self.name = name
  }

  /// The number of windows along the steps; traps below 1.
  public convenience init(_ size: Int, name: String? = nil) {
    self.init(sizes: [size], name: name)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    adaptiveMaxPooling(input, to: sizes)
  }
}
