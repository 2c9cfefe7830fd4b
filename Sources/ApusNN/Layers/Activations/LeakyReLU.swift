import ApusCore

/// x where x > 0, αx elsewhere: ``ActivationFunction/leakyReLU(slope:)`` as a layer.
///
/// Input of any shape; output of the same. Defaults as in Keras 3. Source: Maas et al. 2013;
/// lecture S4.
public final class LeakyReLU: Layer {
  /// α, the slope below 0.
  public let negativeSlope: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// The layer of this slope.
  public init(negativeSlope: Double = 0.3, name: String? = nil) {
    self.negativeSlope = negativeSlope
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    LeakyRectifier(slope: negativeSlope)(input)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension LeakyReLU: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["negativeSlope": .number(negativeSlope)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      negativeSlope: try options.number("negativeSlope", in: -1e6...1e6, default: 0.3), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
