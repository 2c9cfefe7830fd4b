import ApusCore

/// An activation function as a layer of its own: `Activation(.softmax)`.
public final class Activation: Layer {
  /// The function.
  public let function: ActivationFunction
  public let name: String?

  /// The layer of this function.
  public init(_ function: ActivationFunction, name: String? = nil) {
    self.function = function
    self.name = name
  }

  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }

  public var hasFixedChildren: Bool { true }
}

extension Activation: ConfigurableModule {
  public var options: [String: ConfigurationValue] { ["function": .text(function.name)] }

  public convenience init(options: inout Options, name: String?) throws {
    guard try options.text("function") != nil else {
      throw ConfigurationError(.invalidOption, "\(options.owner): function is missing")
    }
    self.init(try options.activation("function"), name: name)
  }

  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
