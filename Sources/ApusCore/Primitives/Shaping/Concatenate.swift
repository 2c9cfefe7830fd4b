/// The inputs one after another along an axis.
package struct ConcatenatePrimitive: Primitive {
  package static let name = "concatenate"
  /// From the front.
  package let axis: Int

  package var attributes: [String: Attribute] { ["axis": .integer(axis)] }

  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    var type = inputs[0].type
    for input in inputs.dropFirst() {
      var expected = input.shape
      try ensure(
        input.rank == type.shape.rank && input.dtype == type.dtype,
        "concatenate: \(type) and \(input.type) differ in rank or element type")
      type.shape[axis] += input.shape[axis]
      expected[axis] = type.shape[axis]
      try ensure(
        expected == type.shape,
        "concatenate: \(inputs[0].shape) and \(input.shape) differ beside axis \(axis)")
    }
    return type
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let gradient = context.gradient
    var start = 0
    return context.inputs.enumerated().map { position, input in
      let end = start + input.shape[axis]
      defer { start = end }
      return context.ifNeeded(position) { gradient.sliced(axis: axis, from: start, to: end) }
    }
  }
}

extension Tensor {
  /// The tensors one after another along an axis.
  ///
  /// - Parameters:
  ///   - tensors: at least one, of one rank and with equal extents beside `axis`; different element
  ///     types are promoted. Traps otherwise.
  ///   - axis: negative from the end; the result's extent there is the sum.
  public static func concatenated(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "concatenate: no tensors")
    let resolved = tensors[0].shape.axis(axis, in: "concatenate")
    if tensors.count == 1 { return tensors[0] }
    return apply(ConcatenatePrimitive(axis: resolved), promoted(tensors))
  }

  /// The tensors, all of one shape, along a new axis.
  ///
  /// - Parameters:
  ///   - tensors: at least one; different element types are promoted.
  ///   - axis: where the new axis goes, 0...rank; negative from the end (−1: innermost). Its extent
  ///     is the number of tensors.
  public static func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    require(!tensors.isEmpty, "stack: no tensors")
    let shape = tensors[0].shape
    for tensor in tensors {
      require(tensor.shape == shape, "stack: shapes \(shape) and \(tensor.shape) differ")
    }
    return concatenated(tensors.map { $0.expandingDimension(at: axis) }, axis: axis)
  }

  private static func promoted(_ tensors: [Tensor]) -> [Tensor] {
    let first = tensors[0].dtype
    if tensors.allSatisfy({ $0.dtype == first }) { return tensors }
    let dtype = tensors.reduce(first) { $0.promoted(with: $1.dtype) }
    return tensors.map { $0.dtype == dtype ? $0 : $0.cast(to: dtype) }
  }
}
