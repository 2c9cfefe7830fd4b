/// out[o…, j, i…] = x[o…, indices[o…, j, i…], i…]: each element by an index of its own along one
/// axis.
package struct GatherAlong: Primitive {
  package static let name = "gather_along"
  /// From the front.
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let indices = inputs[1]
    try ensure(
      indices.dtype.isInteger,
      "gather_along: indices of \(indices.dtype); they must be int32, int64 or uint8")
    try ensure(
      indices.rank == inputs[0].rank
        && indices.shape.removing(axis) == inputs[0].shape.removing(axis),
      "gather_along: \(inputs[0].shape) and indices \(indices.shape) differ beside axis \(axis)")
    return TensorType(indices.shape, inputs[0].dtype)
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let extent = context.inputs[0].shape[axis]
    return [
      context.ifNeeded(0) {
        apply(
          ScatterAddAlong(extent: extent, axis: axis), [context.gradient, context.inputs[1]])
      }, nil,
    ]
  }
}

extension Tensor {
  /// Elements picked along one axis, each by an index of its own: out[o…, j, i…] = x[o…,
  /// indices[o…, j, i…], i…].
  ///
  /// What `argmax`, `sorted` and `topK` find can be taken with it, and the probability of each
  /// row's label.
  ///
  /// - Parameters:
  ///   - indices: int32, int64 or uint8, each in 0..<extent of the axis (traps on one outside and
  ///     names it); this tensor's shape but for the extent of `axis`.
  ///   - axis: negative from the end.
  /// - Returns: the shape of `indices`.
  public func gathered(alongAxis axis: Int, at indices: Tensor) -> Tensor {
    apply(GatherAlong(axis: shape.axis(axis, in: "gather_along")), [self, indices])
  }
}
