import ApusCore

/// y[n, c] = Σₖᵢⱼ x[n, k, i, j, c] / (depth · height · width): the mean of each channel over the
/// whole volume.
///
/// Input [batch, depth, height, width, channels]; output [batch, channels], or [batch, 1, 1, 1,
/// channels] where the axes are kept. Source: Lin et al. 2014; catalogue A10.
public final class GlobalAveragePooling3D: GlobalPooling {
  /// 3: a volume.
  public static var axes: Int { 3 }

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
    return input.mean(axes: pooledAxes, keepDimensions: keepDimensions)
  }
}
