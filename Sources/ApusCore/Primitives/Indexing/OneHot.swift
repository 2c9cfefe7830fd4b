/// out[j…, k] = 1 where labels[j…] = k, else 0.
package struct OneHot: Primitive {
  package static let name = "one_hot"
  package let depth: Int
  package let dtype: DType

  package var attributes: [String: Attribute] {
    ["depth": .integer(depth), "dtype": .text(dtype.description)]
  }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    try ensure(
      inputs[0].dtype.isInteger,
      "one_hot: labels of \(inputs[0].dtype); they must be int32, int64 or uint8")
    try ensure(depth >= 0, "one_hot: a depth of \(depth)")
    var shape = inputs[0].shape
    shape.append(depth)
    return TensorType(shape, dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil] }
}

extension Tensor {
  /// Labels as unit vectors: out[j…, k] = 1 where the label at j… is k, else 0.
  ///
  /// - Parameters:
  ///   - depth: the number of classes. Labels, int32, int64 or uint8, must lie in 0..<depth; traps
  ///     on one outside and names it.
  ///   - dtype: the result's element type.
  /// - Returns: this shape with an innermost axis of `depth`.
  public func oneHot(depth: Int, dtype: DType = .float32) -> Tensor {
    apply(OneHot(depth: depth, dtype: dtype), [self])
  }
}
