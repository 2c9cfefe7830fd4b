import ApusCore

/// x where x > 0, αx elsewhere; in training every element's α is drawn from [lower, upper),
/// otherwise α is their mean.
///
/// Input of any shape; output of the same. The draws come from the task's random generator. Source:
/// Xu et al. 2015; lecture S4, LeakyReLU; defaults as in PyTorch.
public final class RReLU: Layer {
  /// The least slope.
  public let lower: Double
  /// What all slopes are below.
  public let upper: Double
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Traps where `lower` is above `upper`.
  public init(lower: Double = 1.0 / 8, upper: Double = 1.0 / 3, name: String? = nil) {
    require(lower <= upper, "RReLU: slopes from \(lower) to \(upper), which is lower")
    self.lower = lower
    self.upper = upper
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.current == .training, lower < upper, input.device != .meta else {
      return LeakyRectifier(slope: 0.5 * (lower + upper))(input)
    }
    let slopes = Tensor.randomUniform(
      input.shape, from: lower, to: upper, dtype: input.dtype.forParameters)
    return relu(input) - slopes * relu(-input)
  }

  /// True: it has no parameters.
  public var hasFixedChildren: Bool { true }
}

extension RReLU: ConfigurableModule {
  /// The settings by the names of the initializer's parameters.
  public var options: [String: ConfigurationValue] {
    ["lower": .number(lower), "upper": .number(upper)]
  }

  /// The layer with these settings; throws where one is missing or outside its range.
  public convenience init(options: inout Options, name: String?) throws {
    let lower = try options.number("lower", in: -1e6...1e6, default: 1.0 / 8)
    let upper = try options.number("upper", in: lower...1e6, default: max(lower, 1.0 / 3))
    self.init(lower: lower, upper: upper, name: name)
  }

  /// Throws where the layer cannot take inputs of these shapes.
  public func check(_ inputs: [Shape]) throws { _ = try single(inputs) }
}
