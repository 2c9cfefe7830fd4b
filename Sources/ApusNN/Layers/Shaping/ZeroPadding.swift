import ApusCore

/// Zeros around [batch, axes…, channels]: what the layers for sequences, images and volumes share.
public protocol ZeroPadding: MarginLayer {}

extension ZeroPadding {
  /// 1.
  public static var defaultMargin: Int { 1 }

  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    return input.padded([(0, 0)] + margins + [(0, 0)])
  }

}
