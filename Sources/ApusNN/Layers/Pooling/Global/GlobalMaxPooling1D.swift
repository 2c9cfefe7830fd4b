import ApusCore

/// y[n, c] = maxₜ x[n, t, c]: the greatest value of each channel over the whole sequence.
///
/// Input [batch, steps, channels]; output [batch, channels], or [batch, 1, channels]
/// where the axes are kept. Source: Lin et al. 2014; catalogue A10.
public final class GlobalMaxPooling1D: GlobalPooling {
  /// 1: a sequence.
  public static var axes: Int { 1 }

  /// Whether the axes stay, with extent 1.
  public let keepDimensions: Bool
  /// The name that a model gives it; nil for one made from the type.
  public let name: String?

  /// Defaults as in Keras.
  public init(keepDimensions: Bool = false, name: String? = nil) {
    self.keepDimensions = keepDimensions
    self.name = name
  }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return input.max(axes: pooledAxes, keepDimensions: keepDimensions)
  }
}
