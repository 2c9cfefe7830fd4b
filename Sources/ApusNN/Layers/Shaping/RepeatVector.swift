import ApusCore

/// y[n, t, c] = x[n, c] for t = 0 … count − 1: each example as every step of a sequence.
///
/// Input [batch, features]; output [batch, count, features]. It hands an encoder's summary to each
/// step of a decoder. Source: Keras; catalogue A10.
public final class RepeatVector: Layer {
  /// The number of steps.
  public let count: Int
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `count` is not positive.
  public init(_ count: Int, name: String? = nil) {
    require(count > 0, "RepeatVector: a count of \(count); it must be at least 1")
    self.count = count
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    require(
      input.rank == 2,
      "RepeatVector: an input of shape \(input.shape); it needs [batch, features]")
    return input.expandingDimension(at: 1).repeated(count, axis: 1)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension RepeatVector: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["count": .integer(count)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.integer("count"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    let input = try single(inputs)
    guard input.rank == 1 else { throw impossible(inputs, "is not [features]") }
    try checkSize([count, input[0]], of: "an output")
  }
}
