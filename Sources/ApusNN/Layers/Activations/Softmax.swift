import ApusCore

/// eˣⁱ / Σⱼ eˣʲ along an axis.
///
/// Input of any shape with that axis; output of the same. `Activation(.softmax)` is the one along
/// the last. Defaults as in Keras 3. Source: lecture S2, classification.
public final class Softmax: Layer {
  /// The axis, counted with the batch axis; negative from the end.
  public let axis: Int
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer along `axis`; a call traps where the input has none such.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor { softmax(input, axis: axis) }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension Softmax: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["axis": .integer(axis)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      axis: try options.integer("axis", in: -Shape.maximumRank...Shape.maximumRank, default: -1),
      name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let rank = try single(inputs).rank + 1
    guard -rank..<rank ~= axis else { throw impossible(inputs, "has no axis \(axis)") }
  }
}
