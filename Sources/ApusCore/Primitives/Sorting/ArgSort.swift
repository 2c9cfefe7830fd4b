/// out[…, j, …] = the position of the element that stands at place j of a line when it is sorted,
/// int32; only the first `count` places.
package struct ArgSort: Primitive {
  package static let name = "argsort"
  /// From the front.
  package let axis: Int
  package let isDescending: Bool
  package let count: Int

  package var attributes: [String: Attribute] {
    ["axis": .integer(axis), "descending": .flag(isDescending), "count": .integer(count)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    var shape = inputs[0].shape
    try ensure(
      Int32(exactly: shape[axis]) != nil,
      "argsort: axis \(axis) of \(inputs[0].type): its extent must be in 0...\(Int32.max)")
    shape[axis] = count
    return TensorType(shape, .int32)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}

extension Tensor {
  /// The positions that sort the lines along an axis:
  /// `x.gathered(alongAxis: 1, at: x.argsort(axis: 1))` is sorted.
  ///
  /// Stable: equals keep their order. NaN counts as greater than every number.
  ///
  /// - Parameters:
  ///   - axis: negative counts from the end; traps outside the shape.
  ///   - descending: whether the greatest comes first.
  /// - Returns: int32, of this shape.
  public func argsort(axis: Int = -1, descending: Bool = false) -> Tensor {
    let axis = shape.axis(axis, in: "argsort")
    return apply(ArgSort(axis: axis, isDescending: descending, count: shape[axis]), [self])
  }

  /// The lines along an axis, sorted. NaN counts as greater than every number.
  ///
  /// - Parameters:
  ///   - axis: negative counts from the end; traps outside the shape.
  ///   - descending: whether the greatest comes first.
  public func sorted(axis: Int = -1, descending: Bool = false) -> Tensor {
    let axis = shape.axis(axis, in: "sorted")
    let order = withoutDerivative.argsort(axis: axis, descending: descending)
    return gathered(alongAxis: axis, at: order)
  }

  /// The `k` greatest elements of each line along an axis, the greatest first, and where they
  /// stood.
  ///
  /// Of equals the first comes first. NaN counts as greater than every number.
  ///
  /// - Parameters:
  ///   - k: how many, in 0...extent of the axis; traps outside.
  ///   - axis: negative counts from the end; traps outside the shape.
  /// - Returns: both of this shape with extent `k` along the axis; the indices are int32.
  public func topK(_ k: Int, axis: Int = -1) -> (values: Tensor, indices: Tensor) {
    let axis = shape.axis(axis, in: "topK")
    require(
      k >= 0 && k <= shape[axis], "topK: the \(k) greatest along axis \(axis) of \(shape)")
    let indices = apply(
      ArgSort(axis: axis, isDescending: true, count: k), [withoutDerivative])
    return (gathered(alongAxis: axis, at: indices), indices)
  }
}
