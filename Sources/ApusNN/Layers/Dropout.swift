import ApusCore

/// In training, each element is set to 0 with probability `rate` and the others divided by 1 − rate; otherwise unchanged.
///
/// The mask comes from the task's random generator. Source: Srivastava et al. 2014; lecture S1.
public final class Dropout: Layer {
  /// The probability of an element to be dropped.
  public let rate: Double
  public let name: String?

  /// Traps on a rate outside 0…1.
  public init(_ rate: Double, name: String? = nil) {
    precondition(0...1 ~= rate, "Dropout: a rate of \(rate) is outside 0…1")
    self.rate = rate
    self.name = name
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.current == .training, rate > 0 else { return input }
    return dropout(input, rate: rate)
  }

  public var hasFixedChildren: Bool { true }
}

extension Dropout: ConfigurableModule {
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...1), name: name)
  }

  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
