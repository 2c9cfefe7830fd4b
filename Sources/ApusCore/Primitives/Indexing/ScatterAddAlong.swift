/// out[o…, k, i…] = Σ over the j with indices[o…, j, i…] = k of x[o…, j, i…]: the adjoint of
/// ``GatherAlong``.
package struct ScatterAddAlong: Primitive {
  package static let name = "scatter_add_along"
  /// The extent of the axis that is added into.
  package let extent: Int
  /// From the front.
  package let axis: Int

  package var attributes: [String: Attribute] {
    ["axis": .integer(axis), "extent": .integer(extent)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[1].dtype.isInteger,
      "scatter_add_along: indices of \(inputs[1].dtype); they must be int32, int64 or uint8")
    try ensure(inputs[0].dtype != .bool, "scatter_add_along: bool does not add up")
    try ensure(
      inputs[0].shape == inputs[1].shape,
      "scatter_add_along: values \(inputs[0].shape) and indices \(inputs[1].shape) differ")
    var type = inputs[0].type
    type.shape[axis] = extent
    return type
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [
      context.ifNeeded(0) {
        context.gradient.gathered(alongAxis: axis, at: context.inputs[1])
      }, nil,
    ]
  }
}

extension Tensor {
  /// Values added up along one axis where their index says: the transpose of
  /// ``gathered(alongAxis:at:)``.
  ///
  /// out[o…, k, i…] = Σ over the j with indices[o…, j, i…] = k of x[o…, j, i…], in the order of j.
  ///
  /// - Parameters:
  ///   - axis: negative from the end.
  ///   - extent: the result's extent there.
  ///   - indices: this tensor's shape, int32, int64 or uint8, each in 0..<extent; traps on one
  ///     outside and names it.
  public func scatterAdded(alongAxis axis: Int, into extent: Int, at indices: Tensor) -> Tensor {
    let resolved = shape.axis(axis, in: "scatter_add_along")
    return apply(ScatterAddAlong(extent: extent, axis: resolved), [self, indices])
  }
}
