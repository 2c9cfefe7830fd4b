import ApusCore

/// x where x > 0, α(eˣ − 1) elsewhere: ``ActivationFunction/elu(alpha:)`` as a layer.
///
/// Input of any shape; output of the same. Defaults as in Keras 3. Source: Clevert et al. 2016;
/// lecture S4.
public final class ELU: Layer {
  /// α: far below 0 the output nears −α.
  public let alpha: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?
  private let function: ActivationFunction

  /// The layer of this α.
  public init(alpha: Double = 1, name: String? = nil) {
    self.alpha = alpha
    self.name = name
    function = .elu(alpha: alpha)
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor { function(input) }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension ELU: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["alpha": .number(alpha)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(alpha: try options.number("alpha", in: -1e6...1e6, default: 1), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
