import ApusCore

/// Dropout for self-normalizing nets: dropped elements become α′ = −λα of SELU, and y = a x′ + b
/// keeps mean 0 and variance 1: a = ((1−p)(1 + pα′²))^(−½), b = −a α′ p, p the rate. In training
/// only.
///
/// Input of any shape; output of the same. Source: Klambauer et al. 2017; Keras 3 `AlphaDropout`.
public final class AlphaDropout: Layer {
  /// The probability of an element to be dropped.
  public let rate: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a rate outside 0..<1.
  public init(_ rate: Double, name: String? = nil) {
    require(0..<1 ~= rate, "AlphaDropout: a rate of \(rate) is outside 0..<1")
    self.rate = rate
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, rate > 0 else { return input }
    let kept = Tensor.randomBernoulli(input.shape, probability: 1 - rate)
    let low = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717
    let scale = 1 / ((1 - rate) * (1 + rate * low * low)).squareRoot()
    return scale * select(kept, input, low) - scale * low * rate
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension AlphaDropout: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...(1 - 1e-12)), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
