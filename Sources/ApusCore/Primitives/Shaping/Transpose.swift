/// out[i, j, …] with axes permuted: the output's axis a is the input's axis `axes[a]`. Copies.
package struct Transpose: Primitive {
  package static let name = "transpose"
  /// The input's axis for each of the output's.
  package let axes: Shape

  package var attributes: [String: Attribute] { ["axes": .integers(axes.array)] }

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    let input = inputs[0].shape
    var shape = Shape()
    for axis in axes { shape.append(input[axis]) }
    return TensorType(shape, inputs[0].dtype)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    var inverse = axes
    for (position, axis) in axes.enumerated() { inverse[axis] = position }
    return [apply(Transpose(axes: inverse), [context.gradient])]
  }
}

extension Tensor {
  /// The tensor with its axes reversed: of a matrix, out[i, j] = x[j, i]. Copies.
  public func transposed() -> Tensor {
    rank < 2 ? self : apply(Transpose(axes: Shape((0..<rank).reversed())), [self])
  }

  /// The tensor with its axes permuted: the result's axis a is this tensor's axis `axes[a]`.
  /// Copies.
  ///
  /// ```swift
  /// Tensor.zeros([2, 3, 4]).transposed(axes: [2, 0, 1]).shape  // [4, 2, 3]
  /// ```
  ///
  /// - Parameter axes: each axis once, negative from the end; traps otherwise.
  public func transposed(axes: [Int]) -> Tensor {
    let resolved = Shape(axes.map { shape.axis($0, in: "transposed") })
    require(
      resolved.count == rank && Set(resolved).count == rank,
      "transposed: axes \(axes) do not name each of the \(rank) axes of \(shape) once")
    // An axis of extent 1 may go anywhere without a copy.
    var order = -1
    var isInOrder = true
    for axis in resolved where shape[axis] != 1 {
      isInOrder = isInOrder && axis > order
      order = axis
    }
    if isInOrder { return reshaped(to: Shape(resolved.map { shape[$0] })) }
    return apply(Transpose(axes: resolved), [self])
  }

  /// The tensor with two axes exchanged, negative from the end.
  public func swappingAxes(_ first: Int, _ second: Int) -> Tensor {
    var axes = Array(0..<rank)
    axes.swapAt(shape.axis(first, in: "swappingAxes"), shape.axis(second, in: "swappingAxes"))
    return transposed(axes: axes)
  }
}
