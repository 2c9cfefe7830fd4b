/// out[i, j, …] = x[i mod x₀, j mod x₁, …]: x over and over along each axis.
package struct Tile: Primitive {
  package static let name = "tile"
  /// How often along each axis.
  package let repeats: Shape

  package var attributes: [String: Attribute] { ["repeats": .integers(repeats.array)] }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    var type = inputs[0].type
    try ensure(
      repeats.rank == type.shape.rank,
      "tile: \(repeats.rank) repeats for shape \(type.shape), which has \(type.shape.rank) axes")
    for axis in 0..<repeats.rank { type.shape[axis] *= repeats[axis] }
    return type
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let shape = context.inputs[0].shape
    var gradient = context.gradient
    // From the outermost axis on: the copies of what is within it become one.
    for axis in 0..<shape.rank where repeats[axis] != 1 {
      var outer = 1, inner = shape[axis]
      for position in 0..<axis { outer *= shape[position] }
      for position in (axis + 1)..<shape.rank { inner *= shape[position] * repeats[position] }
      gradient = gradient.reshaped(to: Shape([outer, repeats[axis], inner])).sum(axes: [1])
    }
    return [gradient.reshaped(to: shape)]
  }
}

extension Tensor {
  /// The tensor over and over along each axis: out[i, j, …] = x[i mod x₀, j mod x₁, …].
  ///
  /// ```swift
  /// Tensor([1, 2] as [Float]).tiled(by: [3])  // [1, 2, 1, 2, 1, 2]
  /// ```
  ///
  /// - Parameter repeats: how often along each axis, outermost first, 0 or more; traps where there
  ///   is not one an axis.
  public func tiled(by repeats: [Int]) -> Tensor {
    require(
      repeats.count == rank && repeats.allSatisfy { $0 >= 0 },
      "tile: repeats \(repeats) for shape \(shape); one an axis, none negative")
    return repeats.allSatisfy { $0 == 1 } ? self : apply(Tile(repeats: Shape(repeats)), [self])
  }

  /// Every position of an axis `count` times in a row.
  ///
  /// ```swift
  /// Tensor([1, 2] as [Float]).repeated(3, axis: 0)  // [1, 1, 1, 2, 2, 2]
  /// ```
  ///
  /// - Parameters:
  ///   - count: 0 or more.
  ///   - axis: negative from the end.
  public func repeated(_ count: Int, axis: Int) -> Tensor {
    let resolved = shape.axis(axis, in: "repeated")
    var outer = 1, inner = 1
    for position in 0...resolved { outer *= shape[position] }
    for position in (resolved + 1)..<rank { inner *= shape[position] }
    var result = shape
    result[resolved] *= count
    return reshaped(to: Shape([outer, 1, inner])).tiled(by: [1, count, 1]).reshaped(to: result)
  }
}
