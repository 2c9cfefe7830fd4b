import ApusCore

/// y = x + e in training, each e independently from N(0, σ²); otherwise y = x.
///
/// Input of any shape; output of the same. Source: Keras 3 `GaussianNoise`; lecture S4, noise on
/// inputs.
public final class GaussianNoise: Layer {
  /// σ.
  public let standardDeviation: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a negative σ.
  public init(_ standardDeviation: Double, name: String? = nil) {
    require(
      standardDeviation >= 0,
      "GaussianNoise: a standard deviation of \(standardDeviation) is below 0")
    self.standardDeviation = standardDeviation
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, standardDeviation > 0 else { return input }
    return input
      + .randomNormal(input.shape, standardDeviation: standardDeviation, dtype: input.dtype)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension GaussianNoise: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["standardDeviation": .number(standardDeviation)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("standardDeviation", in: 0...1e6), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
