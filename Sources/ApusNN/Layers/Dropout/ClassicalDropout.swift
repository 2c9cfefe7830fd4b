import ApusCore

/// Dropout as it was first: y = x m in training, each m independently 0 with probability `rate`,
/// else 1; otherwise y = (1 − rate) x, which is halving the weights after it where the rate is ½.
///
/// ``Dropout`` divides in training instead, so that inference costs nothing. Input of any shape;
/// output of the same. Source: Hinton et al. 2012; lecture S0, dropout.
public final class ClassicalDropout: Layer {
  /// The probability of an element to be dropped.
  public let rate: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a rate outside 0…1.
  public init(_ rate: Double, name: String? = nil) {
    require(0...1 ~= rate, "ClassicalDropout: a rate of \(rate) is outside 0…1")
    self.rate = rate
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if rate == 0 { return input }
    return Mode.isDropping ? dropout(input, rate: rate) * (1 - rate) : input * (1 - rate)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension ClassicalDropout: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...1), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
