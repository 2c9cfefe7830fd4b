import ApusCore

/// f(x), an activation function as a layer of its own: `Activation(.softmax)`.
///
/// Input and output have the same shape, except that `glu` halves the last axis.
public final class Activation: Layer {
  /// The function.
  public let function: ActivationFunction
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of this function.
  public init(_ function: ActivationFunction, name: String? = nil) {
    self.function = function
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Activation: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["function": .text(function.name)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    guard try options.text("function") != nil else {
      throw ConfigurationError(.invalidOption, "\(options.owner): function is missing")
    }
    self.init(try options.activation("function"), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws {
    try check(function, width: try single(inputs).last)
  }
}
