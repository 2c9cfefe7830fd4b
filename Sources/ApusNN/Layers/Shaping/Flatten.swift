import ApusCore

/// All axes but the first as one: [batch, a, b, …] gives [batch, a·b·…], in row-major order;
/// [batch] gives [batch, 1].
public final class Flatten: Layer {
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(input.rank >= 1, "Flatten: a scalar has no batch axis")
    return input.reshaped(to: [input.shape[0], input.shape.dropFirst().reduce(1, *)])
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Flatten: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { [:] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws { self.init(name: name) }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
