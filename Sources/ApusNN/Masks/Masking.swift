import ApusCore

/// Masks the times of a sequence all of whose features are one value, the padding's; those
/// become 0.
///
/// ```swift
/// let model = Sequential {
///   Masking()                       // sequences are padded by zeros
///   MultiHeadAttention(heads: 2)
///   GlobalAveragePooling1D()
///   Dense(3)
/// }
/// ```
///
/// Input [batch, time, features…]; output of the same shape, with a mask (``MaskMakingLayer``).
/// Source: Keras 3 `Masking`.
public final class Masking: MaskMakingLayer, ConfiguredLayer {
  /// The settings of ``Masking``.
  public struct Configuration: Settings {
    /// The value that fills padded times.
    public var maskValue = 0.0
    public static let limits: Limits = ["maskValue": .number(-1e30...1e30)]
    public static var defaults: Self { Self() }
  }

  public static let summary = "masks the times of a sequence that are filled with one value"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Masks times that are filled with `maskValue`.
  public convenience init(maskValue: Double = 0, name: String? = nil) {
    self.init(Configuration(maskValue: maskValue), name: name)
  }

  /// The input, its padded times 0.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank >= 3,
      "Masking: an input of shape \(input.shape); it needs [batch, time, features…]")
    return input.zeroed(where: times(input))
  }

  /// The times that are not padding, [batch, time].
  public func mask(for input: Tensor) -> Tensor? { times(input) }

  private func times(_ input: Tensor) -> Tensor {
    (input .!= settings.maskValue).any(axes: Array(2..<input.rank))
  }
}
