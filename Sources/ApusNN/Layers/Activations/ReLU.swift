import ApusCore

/// x from the threshold θ up to a greatest value, α(x − θ) below θ; usually max(x, 0).
///
/// Input of any shape; output of the same. Defaults as in Keras 3. Source: Nair & Hinton 2010;
/// lecture S4.
public final class ReLU: ConfiguredLayer, MaskPassingLayer {
  /// The settings of ``ReLU``.
  public struct Configuration: Settings {
    /// What the output is cut off at; nil for no bound.
    public var maxValue: Double?
    /// α, the slope below the threshold.
    public var negativeSlope = 0.0
    /// θ, where the line begins.
    public var threshold = 0.0
    public static let limits: Limits = [
      "maxValue": .number(0...1e6), "negativeSlope": .number(-1e6...1e6),
      "threshold": .number(-1e6...1e6),
    ]
    public static var defaults: Self { Self() }
  }

  public static let summary = "max(x, 0), with settings for threshold, slope and ceiling"
  public let settings: Configuration, name: String?

  public init(_ settings: Configuration, name: String? = nil) {
    (self.settings, self.name) = (settings.checked(in: Self.typeName), name)
  }

  /// Traps where `maxValue` is below 0.
  public convenience init(
    maxValue: Double? = nil, negativeSlope: Double = 0, threshold: Double = 0, name: String? = nil
  ) {
    self.init(
      Configuration(maxValue: maxValue, negativeSlope: negativeSlope, threshold: threshold),
      name: name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    var output: Tensor
    if settings.threshold != 0 {
      output = select(
        input .>= settings.threshold, input, (input - settings.threshold) * settings.negativeSlope)
    } else if settings.negativeSlope != 0 {
      output = LeakyRectifier(slope: settings.negativeSlope)(input)
    } else {
      output = relu(input)
    }
    if let maxValue = settings.maxValue { output = output.clamped(upTo: maxValue) }
    return output
  }
}
