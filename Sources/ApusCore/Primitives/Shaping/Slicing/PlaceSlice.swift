/// Zeros of a larger shape but for a slice of it, which is x: the adjoint of ``SlicePrimitive``.
package struct PlaceSlice: Primitive {
  package static let name = "place_slice"
  /// The shape of the output.
  package let whole: Shape
  package let geometry: SliceGeometry

  package var attributes: [String: Attribute] {
    geometry.attributes.merging(["shape": .integers(whole.array)]) { first, _ in first }
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].shape == geometry.shape,
      "place_slice: \(inputs[0].shape) does not fit a slice of shape \(geometry.shape)")
    return TensorType(whole, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.sliced(geometry)]
  }
}

extension Tensor {
  func placed(at geometry: SliceGeometry, in whole: Shape) -> Tensor {
    whole == shape && geometry.isContiguous(in: whole)
      ? self : apply(PlaceSlice(whole: whole, geometry: geometry), [self])
  }
}
