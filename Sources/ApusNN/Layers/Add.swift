import ApusCore

/// x₁ + x₂ + …: the sum of its inputs, broadcast as in NumPy.
///
/// Inputs [batch, …] of the same number of axes; output of their common shape. Source: He et al. 2016, residual
/// connections.
public final class Add: MergeLayer {
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  /// The layer's output for this input.
  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    require(!inputs.isEmpty, "Add: it needs inputs")
    return inputs.dropFirst().reduce(inputs[0]) { $0 + $1 }
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Add: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { [:] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws { self.init(name: name) }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    guard var shape = inputs.first else { throw impossible(inputs, "is missing") }
    for input in inputs.dropFirst() {
      guard input.rank == shape.rank, let both = shape.broadcast(with: input) else {
        throw impossible(inputs, "cannot be added up")
      }
      shape = both
    }
    try checkSize(shape.array, of: "an output")
  }
}
