import ApusCore

/// All axes but the first as one: [batch, a, b, …] gives [batch, a·b·…].
public final class Flatten: Layer {
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(input.rank >= 1, "Flatten: a scalar has no batch axis")
    return input.reshaped(to: [input.shape[0], input.shape.dropFirst().reduce(1, *)])
  }

  public var hasFixedChildren: Bool { true }
}

extension Flatten: ConfigurableModule {
  public var options: [String: ConfigurationValue] { [:] }

  public convenience init(options: inout Options, name: String?) throws { self.init(name: name) }

  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
