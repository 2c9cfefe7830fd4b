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
public final class Masking: MaskMakingLayer {
  /// The value that fills padded times.
  public let maskValue: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Masks times that are filled with `maskValue`.
  public init(maskValue: Double = 0, name: String? = nil) {
    self.maskValue = maskValue
    self.name = name
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
    (input .!= maskValue).any(axes: Array(2..<input.rank))
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension Masking: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["maskValue": .number(maskValue)] }

  /// The layer with these settings; throws where one is outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      maskValue: try options.number("maskValue", in: -1e30...1e30, default: 0), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard try single(inputs).rank >= 2 else { throw impossible(inputs, "is not [time, features…]") }
  }
}
