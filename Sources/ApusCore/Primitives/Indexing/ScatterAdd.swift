/// out[o…, k, i…] = Σ over the j… with indices[j…] = k of x[o…, j…, i…]: the adjoint of ``Gather``.
package struct ScatterAdd: Primitive {
  package static let name = "scatter_add"
  /// The extent of the axis that is added into.
  package let extent: Int
  /// Where the axes of the indices begin in x and the one axis lies in the output, from the front.
  package let axis: Int

  package var attributes: [String: Attribute] {
    ["axis": .integer(axis), "extent": .integer(extent)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let values = inputs[0], indices = inputs[1]
    try ensure(
      indices.dtype.isInteger,
      "scatter_add: indices of \(indices.dtype); they must be int32, int64 or uint8")
    try ensure(values.dtype != .bool, "scatter_add: bool does not add up")
    let fits =
      axis + indices.rank <= values.rank
      && indices.shape.indices.allSatisfy { values.shape[axis + $0] == indices.shape[$0] }
    try ensure(
      fits, "scatter_add: \(values.shape) does not have indices \(indices.shape) at axis \(axis)")
    var shape = Shape()
    for position in 0..<axis { shape.append(values.shape[position]) }
    shape.append(extent)
    for position in (axis + indices.rank)..<values.rank { shape.append(values.shape[position]) }
    return TensorType(shape, values.dtype)
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.ifNeeded(0) { context.gradient.gathered(at: context.inputs[1], axis: axis) }, nil]
  }
}

extension Tensor {
  /// Values added up where their index says: out[o…, k, i…] = Σ over the j… with indices[j…] = k of
  /// x[o…, j…, i…].
  ///
  /// ```swift
  /// let x = Tensor([1, 2, 3] as [Float])
  /// x.scatterAdded(into: 4, at: Tensor([0, 2, 0] as [Int32]))  // [4, 0, 2, 0]
  /// ```
  ///
  /// The sum runs in the order of the indices whatever the number of threads; bfloat16 adds up in
  /// float32, whole numbers wrap around.
  ///
  /// - Parameters:
  ///   - extent: the extent of the result's axis.
  ///   - indices: int32, int64 or uint8, each in 0..<extent (traps on one outside and names it);
  ///     its axes are this tensor's axes from `axis` on.
  ///   - axis: from the front, 0...rank; the axes of `indices` there become one. Default 0.
  /// - Returns: zeros where no index points. Its gradient is ``gathered(at:axis:)``.
  public func scatterAdded(into extent: Int, at indices: Tensor, axis: Int = 0) -> Tensor {
    require(
      extent >= 0 && axis >= 0 && axis <= rank,
      "scatter_add: axis \(axis) of shape \(shape) into an extent of \(extent)")
    return apply(ScatterAdd(extent: extent, axis: axis), [self, indices])
  }
}
