extension Tensor {
  /// The tensor with a new axis of extent 1 at position `axis`, 0...rank; negative from the end
  /// (−1: innermost).
  ///
  /// Shares memory. `x.expandingDimension(at: 0)` of shape [3, 4] has shape [1, 3, 4].
  public func expandingDimension(at axis: Int) -> Tensor {
    let resolved = axis < 0 ? axis + rank + 1 : axis
    require(
      resolved >= 0 && resolved <= rank, "expandingDimension: at \(axis) of shape \(shape)")
    return reshaped(to: shape.inserting(1, at: resolved))
  }

  /// The tensor without an axis, whose extent must be 1; shares memory.
  public func squeezed(axis: Int) -> Tensor {
    let resolved = shape.axis(axis, in: "squeezed")
    require(
      shape[resolved] == 1,
      "squeezed: axis \(axis) of shape \(shape) has extent \(shape[resolved]), not 1")
    return reshaped(to: shape.removing(resolved))
  }

  /// The tensor without any axis of extent 1; shares memory.
  public func squeezed() -> Tensor { reshaped(to: Shape(shape.filter { $0 != 1 })) }
}
