import ApusCore

/// y = x n in training, each n independently from N(1, p/(1−p)), p the rate; otherwise y = x.
///
/// Mean and variance of the factor are those of ``Dropout``'s. Input of any shape; output of the
/// same. Source: Srivastava et al. 2014, section 10; Keras 3 `GaussianDropout`.
public final class GaussianDropout: Layer {
  /// p: the probability of the dropout that it stands for.
  public let rate: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps on a rate outside 0..<1.
  public init(_ rate: Double, name: String? = nil) {
    require(0..<1 ~= rate, "GaussianDropout: a rate of \(rate) is outside 0..<1")
    self.rate = rate
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.isDropping, rate > 0 else { return input }
    let deviation = (rate / (1 - rate)).squareRoot()
    return input
      * .randomNormal(input.shape, mean: 1, standardDeviation: deviation, dtype: input.dtype)
  }

  /// True: its parameters stay the same objects.
  public var hasFixedChildren: Bool { true }
}

extension GaussianDropout: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] { ["rate": .number(rate)] }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    self.init(try options.number("rate", in: 0...(1 - 1e-12)), name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
