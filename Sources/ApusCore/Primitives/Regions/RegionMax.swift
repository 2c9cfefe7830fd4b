/// out[k, i, j, c] = the largest x[n, h, w, c] in each bin of each box k, which lies in image n;
/// the second output says where each was found. Inputs features and boxes [boxes, 5], which are
/// constants.
struct RegionMax: MultiplePrimitive {
  static let name = "region_max"
  let grid: RegionGrid

  var attributes: [String: Attribute] { grid.attributes }
  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1), outputs: true) }
  func outputTypes(_ inputs: [Tensor]) -> [TensorType] {
    let shape = grid.outputShape(
      features: inputs[0].shape, boxes: inputs[1].type, in: Self.name)
    return [TensorType(shape, inputs[0].dtype), TensorType(shape, .int32)]
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    guard let dy = context.gradients[0], context.needs.contains(0) else { return [nil, nil] }
    let scatter = RegionMaxScatter(grid: grid, features: context.inputs[0].shape)
    return [apply(scatter, [dy, context.outputs[1], context.inputs[1]]), nil]
  }
}

/// Adds each element of the first input where ``RegionMax`` found its maximum; inputs besides:
/// where, and the boxes.
struct RegionMaxScatter: Primitive {
  static let name = "region_max_scatter"
  let grid: RegionGrid
  /// The shape of the output.
  let features: Shape

  var attributes: [String: Attribute] {
    grid.attributes.merging(["features": .integers(features.array)]) { first, _ in first }
  }
  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1, 2)) }
  func outputType(_ inputs: [Tensor]) -> TensorType { TensorType(features, inputs[0].dtype) }
  func gradient(_ context: GradientContext) -> [Tensor?] {
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
struct RegionMaxGather: Primitive {
  static let name = "region_max_gather"
  let grid: RegionGrid

  var attributes: [String: Attribute] { grid.attributes }
  func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1, 2)) }
  func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(inputs[1].shape, inputs[0].dtype)
  }
  func gradient(_ context: GradientContext) -> [Tensor?] {
    let scatter = RegionMaxScatter(grid: grid, features: context.inputs[0].shape)
    return [
      context.ifNeeded(0) {
        apply(scatter, [context.gradient, context.inputs[1], context.inputs[2]])
      }, nil, nil,
    ]
  }
}
