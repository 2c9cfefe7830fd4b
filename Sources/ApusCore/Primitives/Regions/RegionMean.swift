/// out[k, i, j, c] = Σ Rₖ[i, h] Cₖ[j, w] x[n, h, w, c]: a weighted mean for each bin of each box k,
/// which lies in image n. Inputs features and boxes [boxes, 5], which are constants.
package struct RegionMean: Primitive {
  package static let name = "region_mean"
  package let grid: RegionGrid

  package var attributes: [String: Attribute] { grid.attributes }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let shape = try grid.outputShape(
      features: inputs[0].shape, boxes: inputs[1].type, in: Self.name)
    return TensorType(shape, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let gradient = RegionMeanGradient(grid: grid, features: context.inputs[0].shape)
    return [context.ifNeeded(0) { apply(gradient, [context.gradient, context.inputs[1]]) }, nil]
  }
}

/// Adds each element of the first input to the places that its bin is the mean of, by their
/// weights: the adjoint of ``RegionMean``.
package struct RegionMeanGradient: Primitive {
  package static let name = "region_mean_gradient"
  package let grid: RegionGrid
  /// The shape of the output.
  package let features: Shape

  package var attributes: [String: Attribute] {
    grid.attributes.merging(["features": .integers(features.array)]) { first, _ in first }
  }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(1)) }
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(features, inputs[0].dtype)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let mean = RegionMean(grid: grid)
    return [context.ifNeeded(0) { apply(mean, [context.gradient, context.inputs[1]]) }, nil]
  }
}
