/// out[k, i, j, c] = the largest x[n, h, w, c] in each bin of each box k, which lies in image n;
/// the second output says where each was found. Inputs features and boxes [boxes, 5], which are
/// constants.
package struct RegionMax: MultiplePrimitive {
  package static let name = "region_max"
  package let grid: RegionGrid

  package var attributes: [String: Attribute] { grid.attributes }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1), outputs: true) }
  package func outputTypes(_ inputs: [Tensor]) throws(ShapeError) -> [TensorType] {
    let shape = try grid.outputShape(
      features: inputs[0].shape, boxes: inputs[1].type, in: Self.name)
    return [TensorType(shape, inputs[0].dtype), TensorType(shape, .int32)]
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    guard let dy = context.gradients[0], context.needs.contains(0) else { return [nil, nil] }
    let scatter = RegionMaxScatter(grid: grid, features: context.inputs[0].shape)
    return [apply(scatter, [dy, context.outputs[1], context.inputs[1]]), nil]
  }
}

/// Adds each element of the first input where ``RegionMax`` found its maximum; inputs besides:
/// where, and the boxes.
package struct RegionMaxScatter: Primitive {
  package static let name = "region_max_scatter"
  package let grid: RegionGrid
  /// The shape of the output.
  package let features: Shape

  package var attributes: [String: Attribute] {
    grid.attributes.merging(["features": .integers(features.array)]) { first, _ in first }
  }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1, 2)) }
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(features, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let gather = RegionMaxGather(grid: grid)
    return [
      context.ifNeeded(0) {
        apply(gather, [context.gradient, context.inputs[1], context.inputs[2]])
      }, nil, nil,
    ]
  }
}

/// Picks the elements that ``RegionMax`` found to be the largest: the adjoint of
/// ``RegionMaxScatter``.
package struct RegionMaxGather: Primitive {
  package static let name = "region_max_gather"
  package let grid: RegionGrid

  package var attributes: [String: Attribute] { grid.attributes }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1, 2)) }
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(inputs[1].shape, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let scatter = RegionMaxScatter(grid: grid, features: context.inputs[0].shape)
    return [
      context.ifNeeded(0) {
        apply(scatter, [context.gradient, context.inputs[1], context.inputs[2]])
      }, nil, nil,
    ]
  }
}
