import ApusCore

/// y = x m / (1 − rate) in training and in ``Mode/sampling(_:)``, each m independently 0 with
/// probability `rate`, else 1; otherwise y = x.
///
/// Input of any shape; output of the same. The mask comes from the task's random generator. Source:
/// Srivastava et al. 2014; lecture S1.
public final class Dropout: Layer {
  /// The probability of an element to be dropped.
  public let rate: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a rate outside 0…1.
  public init(_ rate: Double, name: String? = nil) {
    require(0...1 ~= rate, "Dropout: a rate of \(rate) is outside 0…1")
    self.rate = rate
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, rate > 0 else { return input }
    return dropout(input, rate: rate)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension Dropout: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...1), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
