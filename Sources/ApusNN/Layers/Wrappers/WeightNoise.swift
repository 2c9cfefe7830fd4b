import ApusCore

/// A layer with noise on its weights: in training and in ``Mode/sampling(_:)`` every call takes W +
/// e in place of W, each e independently from N(0, σ²); otherwise W.
///
/// ```swift
/// WeightNoise(Dense(64, activation: .relu), 0.05)
/// ```
///
/// Weights are the learned parameters of two axes or more, so biases stay as they are. Small noise
/// smooths the loss: it adds σ²/2 times its curvature. Input and output are the inner layer's.
/// Source: Jim, Giles & Horne 1996; Goodfellow et al. 2016, section 7.5; lecture S4, noise on
/// weights.
public final class WeightNoise: LayerWrapper {
  public static let summary =
    "a layer with noise on its weights in training: W + e, each e from N(0, σ²)"
  /// The layer that it runs.
  public let layer: any Layer & ConfigurableModule
  /// σ.
  public let standardDeviation: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a negative σ.
  public init(
    _ layer: any Layer & ConfigurableModule, _ standardDeviation: Double, name: String? = nil
  ) {
    require(
      standardDeviation >= 0,
      "WeightNoise: a standard deviation of \(standardDeviation) is below 0")
    self.layer = layer
    self.standardDeviation = standardDeviation
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, standardDeviation > 0 else { return layer(input) }
    return output(for: input, weights(for: input)[...]) { weight, _ in
      let value = weight.wrappedValue
      return value
        + .randomNormal(value.shape, standardDeviation: standardDeviation, dtype: value.dtype)
    }
  }

  /// Whether the inner layer's are fixed.
  public var hasFixedChildren: Bool { layer.hasFixedChildren }
}

extension WeightNoise {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["layer": layerConfiguration, "standardDeviation": .number(standardDeviation)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(
      try options.layer("layer"), try options.number("standardDeviation", in: 0...1e6),
      name: name)
  }
}
