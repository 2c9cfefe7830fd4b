/// out[o…, j…, i…] = x[o…, indices[j…], i…]: positions of one axis picked by whole numbers of any
/// shape.
package struct Gather: Primitive {
  package static let name = "gather"
  /// From the front.
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let table = inputs[0].shape, indices = inputs[1]
    try ensure(
      indices.dtype.isInteger,
      "gather: indices of \(indices.dtype); they must be int32, int64 or uint8")
    try ensure(
      table.rank - 1 + indices.rank <= Shape.maximumRank,
      "gather: \(table) at indices \(indices.shape): more than \(Shape.maximumRank) axes")
    var shape = Shape()
    for position in 0..<axis { shape.append(table[position]) }
    for extent in indices.shape { shape.append(extent) }
    for position in (axis + 1)..<table.rank { shape.append(table[position]) }
    return TensorType(shape, inputs[0].dtype)
  }

  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let extent = context.inputs[0].shape[axis]
    return [
      context.ifNeeded(0) {
        apply(
          ScatterAdd(extent: extent, axis: axis), [context.gradient, context.inputs[1]])
      }, nil,
    ]
  }
}

extension Tensor {
  /// Positions of an axis picked by index: out[o…, j…, i…] = x[o…, indices[j…], i…].
  ///
  /// ```swift
  /// let table = Tensor([[1, 2], [3, 4], [5, 6]] as [[Float]])
  /// table.gathered(at: Tensor([2, 0] as [Int32]))  // [[5, 6], [1, 2]]
  /// ```
  ///
  /// The look-up of an embedding, the shuffling of a batch, the picking of labels.
  ///
  /// - Parameters:
  ///   - indices: int32, int64 or uint8, any shape, each in 0..<extent of the axis; traps on one
  ///     outside and names it.
  ///   - axis: the axis that is picked from, negative from the end.
  /// - Returns: this shape with the axis replaced by the axes of `indices`. Its gradient is
  ///   ``scatterAdded(into:at:axis:)``.
  public func gathered(at indices: Tensor, axis: Int = 0) -> Tensor {
    apply(Gather(axis: shape.axis(axis, in: "gather")), [self, indices])
  }
}
