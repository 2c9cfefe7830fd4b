import ApusCore

/// x from the threshold θ up to a greatest value, α(x − θ) below θ; usually max(x, 0).
///
/// Input of any shape; output of the same. Defaults as in Keras 3. Source: Nair & Hinton 2010;
/// lecture S4.
public final class ReLU: Layer {
  /// What the output is cut off at; nil for no bound.
  public let maxValue: Double?
  /// α, the slope below the threshold.
  public let negativeSlope: Double
  /// θ, where the line begins.
  public let threshold: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `maxValue` is below 0.
  public init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil
  ) {
    require(
      (maxValue ?? 0) >= 0, "ReLU: a greatest value of \(maxValue ?? 0); it must not be negative")
    self.maxValue = maxValue
    self.negativeSlope = negativeSlope
    self.threshold = threshold
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    var output: Tensor
    if threshold != 0 {
      output = select(input .>= threshold, input, (input - threshold) * negativeSlope)
    } else if negativeSlope != 0 {
      output = LeakyRectifier(slope: negativeSlope)(input)
    } else {
      output = relu(input)
    }
    if let maxValue { output = output.clamped(upTo: maxValue) }
    return output
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension ReLU: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    [
      "maxValue": maxValue.map { .number($0) } ?? .null, "negativeSlope": .number(negativeSlope),
      "threshold": .number(threshold),
    ]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      maxValue: options.value("maxValue") == nil
        ? nil : try options.number("maxValue", in: 0...1e6),
      negativeSlope: try options.number("negativeSlope", in: -1e6...1e6, default: 0),
      threshold: try options.number("threshold", in: -1e6...1e6, default: 0), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
