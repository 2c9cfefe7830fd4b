import ApusCore

/// The sum of its inputs, broadcast as in NumPy.
public final class Add: MergeLayer {
  public let name: String?

  /// A layer without settings.
  public init(name: String? = nil) { self.name = name }

  public func callAsFunction(_ inputs: [Tensor]) -> Tensor {
    precondition(!inputs.isEmpty, "Add: it needs inputs")
    return inputs.dropFirst().reduce(inputs[0]) { $0 + $1 }
  }

  public var hasFixedChildren: Bool { true }
}

extension Add: ConfigurableModule {
  public var options: [String: ConfigurationValue] { [:] }

  public convenience init(options: inout Options, name: String?) throws { self.init(name: name) }

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
