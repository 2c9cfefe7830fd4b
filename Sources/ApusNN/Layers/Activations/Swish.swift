import ApusCore

/// x / (1 + e^−βx) with one learned β.
///
/// Input of any shape; output of the same; beta is a scalar. With a fixed β use
/// `Activation(.swish(beta:))`. Source: Ramachandran et al. 2017; lecture S4.
public final class Swish: Layer {
  /// β, a scalar.
  @Parameter public var beta: Tensor
  /// β's first value.
  public let initial: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer whose β begins at `initial`.
  public init(beta initial: Double = 1, name: String? = nil) {
    self.initial = initial
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if !$beta.isDeclared {
      Initializer.constant(initial).declare($beta, [], dtype: input.dtype.forParameters)
    }
    return swish(input, beta: beta)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Swish: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["beta": .number(initial)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(beta: try options.number("beta", in: -1e6...1e6, default: 1), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
