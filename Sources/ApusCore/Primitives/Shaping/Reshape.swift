/// The same elements, in row-major order, under another shape. Shares memory.
package struct ReshapePrimitive: Primitive {
  package static let name = "reshape"
  package static var isView: Bool { true }
  package let shape: Shape

  package var attributes: [String: Attribute] { ["shape": .integers(shape.array)] }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].elementCount == shape.elementCount,
      """
      reshape: \(inputs[0].shape) to \(shape): \(inputs[0].elementCount) elements are not \
      \(shape.elementCount)
      """
    )
    return TensorType(shape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [context.gradient.reshaped(to: context.inputs[0].shape)]
  }

  package func compute(_ inputs: [Tensor], into output: Tensor) {}
}

extension Tensor {
  /// The same elements in row-major order under another shape of as many; shares memory, copies
  /// nothing.
  public func reshaped(to shape: Shape) -> Tensor {
    shape == self.shape ? self : apply(ReshapePrimitive(shape: shape), [self])
  }

  /// The same elements in row-major order under another shape; shares memory, copies nothing.
  ///
  /// ```swift
  /// Tensor.zeros([2, 3, 4]).reshaped(to: [6, -1]).shape  // [6, 4]
  /// ```
  ///
  /// - Parameter dimensions: extents whose product is the number of elements; one of them may be −1
  ///   and becomes what is left. Traps where they do not fit.
  public func reshaped(to dimensions: [Int]) -> Tensor {
    guard let open = dimensions.firstIndex(of: -1) else { return reshaped(to: Shape(dimensions)) }
    var known = 1
    for (axis, dimension) in dimensions.enumerated() where axis != open { known *= dimension }
    require(
      known > 0 && elementCount % known == 0,
      """
      reshape: \(shape) to \(dimensions): \(elementCount) elements do not divide by \(known), or a \
      second −1
      """
    )
    var resolved = dimensions
    resolved[open] = elementCount / known
    return reshaped(to: Shape(resolved))
  }
}
