import ApusCore

/// y[n, c] = maxᵢⱼ x[n, i, j, c]: the greatest value of each channel over the whole image.
///
/// Input [batch, height, width, channels]; output [batch, channels], or [batch, 1, 1, channels] where the axes are kept.
public final class GlobalMaxPooling2D: Layer {
  /// Whether the two axes stay, with extent 1.
  public let keepDimensions: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Defaults as in Keras.
  public init(keepDimensions: Bool = false, name: String? = nil) {
    self.keepDimensions = keepDimensions
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 4,
      "GlobalMaxPooling2D: an input of shape \(input.shape); it needs [batch, height, width, channels]"
    )
    return input.max(axes: [1, 2], keepDimensions: keepDimensions)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension GlobalMaxPooling2D: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["keepDimensions": .flag(keepDimensions)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(keepDimensions: try options.flag("keepDimensions", default: false), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank == 3, input.elementCount > 0 else {
      throw impossible(inputs, "is not [height, width, channels]")
    }
  }
}
