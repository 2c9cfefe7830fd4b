import ApusCore

/// The inner part of [batch, axes…, channels]: what the layers for sequences, images and volumes
/// share.
public protocol Cropping: MarginLayer {}

extension Cropping {
  /// The layer's output for this input.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    requireAxes(input)
    let kept = zip(input.shape.dropFirst(), margins).map { extent, margin in
      let end = extent - margin.after
      require(
        margin.before < end,
        "\(Self.typeName): nothing is left of \(input.shape) within the margins \(margins)")
      return TensorIndex.range(from: margin.before, to: end)
    }
    return input.indexed(by: [.all] + kept)
  }

}
