import ApusCore

/// x where x > 0, αx elsewhere; in training every element's α is drawn from [lower, upper),
/// otherwise α is their mean.
///
/// Input of any shape; output of the same. The draws come from the task's random generator. Source:
/// Xu et al. 2015; lecture S4, LeakyReLU; defaults as in PyTorch.
public final class RReLU: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``RReLU``.
  public struct Configuration: Settings {
    /// The least slope.
    public var lower = 1.0 / 8
    /// What all slopes are below.
    public var upper = 1.0 / 3
    public static let limits: Limits = ["lower": .number(-1e6...1e6), "upper": .number(-1e6...1e6)]
    public static var defaults: Self { Self() }

    public func validate() throws {
      try require(lower <= upper, "lower \(lower) is above upper \(upper)")
    }
  }

  public static let summary =
    "x where x > 0, αx elsewhere; in training every α is drawn from [lower, upper)"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where `lower` is above `upper`.
  public convenience init(lower: Double = 1.0 / 8, upper: Double = 1.0 / 3, name: String? = nil) {
    self.init(Configuration(lower: lower, upper: upper), name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard Mode.current == .training, settings.lower < settings.upper, input.device != .meta else {
      return LeakyRectifier(slope: 0.5 * (settings.lower + settings.upper))(input)
    }
    let slopes = Tensor.randomUniform(
      input.shape, from: settings.lower, to: settings.upper, dtype: input.dtype.forParameters)
    return relu(input) - slopes * relu(-input)
  }
}
