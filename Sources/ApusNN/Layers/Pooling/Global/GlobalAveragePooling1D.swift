import ApusCore

/// y[n, c] = Σₜ x[n, t, c] / steps: the mean of each channel over the whole sequence.
///
/// Input [batch, steps, channels]; output [batch, channels], or [batch, 1, channels]
/// where the axes are kept. Source: Lin et al. 2014; catalogue A10.
public final class GlobalAveragePooling1D: GlobalPooling {
  /// 1: a sequence.
  public static var axes: Int { 1 }
  public static let summary =
    "y[n, c] = Σₜ x[n, t, c] / steps: the mean of each channel over the whole sequence"
  public let settings: GlobalPoolingSettings, name: String?

  public init(_ settings: GlobalPoolingSettings, name: String? = nil) {
    (self.settings, self.name) = (settings, name)
  }

  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return input.mean(axes: pooledAxes, keepDimensions: settings.keepDimensions)
  }
}

extension GlobalAveragePooling1D: MaskTakingLayer {
  /// False: there are no times left.
  public var passesMask: Bool { false }

  /// The mean over the times that count; not a number where none does.
  public func callAsFunction(_ input: Tensor, mask: Tensor) -> Tensor {
    requireAxes(input)
    let weights = mask.cast(to: input.dtype).expandingDimension(at: 2)
    return (input * weights).sum(axes: [1], keepDimensions: settings.keepDimensions)
      / weights.sum(axes: [1], keepDimensions: settings.keepDimensions)
  }
}
