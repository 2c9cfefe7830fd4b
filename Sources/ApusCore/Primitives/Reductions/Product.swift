/// out[k…] = Π x[…] over `axes`, which stay with extent 1 or vanish. Whole numbers wrap; bool and
/// uint8 give int64.
package struct Product: AxesReduction {
  package static let name = "reduce_prod"
  package let axes: AxisSet
  package let keepDimensions: Bool

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  // The product again as a tree of pairs: each level's gradient multiplies by the other of the pair
  // and never divides, so zeros do no harm, and every level differentiates again.
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let x = context.inputs[0]
    let order = (0..<x.rank).filter { !axes.contains($0) } + axes.array
    let moved = x.transposed(axes: order)
    let count = x.shape.extent(along: axes)
    if count == 0 { return [x.zerosLike] }
    let rows = x.elementCount / count
    var levels: [Tensor] = []
    var level = moved.reshaped(to: [rows, count])
    while level.shape[1] > 1 {
      levels.append(level)
      level = apply(MultiplyPairs(), [level])
    }
    var g = context.gradient.reshaped(to: [rows, 1])
    for level in levels.reversed() { g = apply(SpreadPairs(tail: true), [g, level]) }
    var back = order
    for (position, axis) in order.enumerated() { back[axis] = position }
    return [g.reshaped(to: moved.shape).transposed(axes: back)]
  }
}

/// Along rows [rows, n]: out[k] = x[2k] x[2k + 1]; the last of an odd n is taken as it is.
package struct MultiplyPairs: Primitive {
  package static let name = "multiply_pairs"

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    let shape = inputs[0].shape
    return TensorType([shape[0], (shape[1] + 1) / 2], inputs[0].dtype)
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    [apply(SpreadPairs(tail: true), [context.gradient, context.inputs[0]])]
  }
}

/// out[2k] = g[k] x[2k + 1], out[2k + 1] = g[k] x[2k]; the last of an odd n is g's last where
/// `tail`, else 0.
package struct SpreadPairs: Primitive {
  package static let name = "spread_pairs"
  package let tail: Bool

  package var attributes: [String: Attribute] { ["tail": .flag(tail)] }
  package func outputType(_ inputs: [Tensor]) -> TensorType { inputs[1].type }
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let g = context.inputs[0], x = context.inputs[1], u = context.gradient
    return [
      context.ifNeeded(0) { apply(DotPairs(tail: tail), [u, x]) },
      context.ifNeeded(1) { apply(SpreadPairs(tail: false), [g, u]) },
    ]
  }
}

/// out[k] = u[2k] x[2k + 1] + u[2k + 1] x[2k]; the last of an odd n is u's last where `tail`,
/// else 0.
package struct DotPairs: Primitive {
  package static let name = "dot_pairs"
  package let tail: Bool

  package var attributes: [String: Attribute] { ["tail": .flag(tail)] }

  package func outputType(_ inputs: [Tensor]) -> TensorType {
    let shape = inputs[0].shape
    return TensorType([shape[0], (shape[1] + 1) / 2], inputs[0].dtype)
  }

  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let u = context.inputs[0], x = context.inputs[1], w = context.gradient
    return [
      context.ifNeeded(0) { apply(SpreadPairs(tail: tail), [w, x]) },
      context.ifNeeded(1) { apply(SpreadPairs(tail: false), [w, u]) },
    ]
  }
}

extension Tensor {
  /// The product of all elements: a scalar; see ``product(axes:keepDimensions:)``.
  public func product() -> Tensor { product(AxisSet.all(rank), false) }

  /// Π over `axes`; negative axes count from the end. The product of no elements is 1.
  ///
  /// bool and uint8 give int64, other types keep theirs; whole numbers wrap. The gradient is right
  /// at zeros too. Traps on an axis outside the shape or named twice.
  ///
  /// - Parameter keepDimensions: whether those axes stay, with extent 1.
  public func product(axes: [Int], keepDimensions: Bool = false) -> Tensor {
    product(AxisSet(axes, of: shape, in: "product"), keepDimensions)
  }

  /// Π over one axis; see ``product(axes:keepDimensions:)``.
  public func product(axis: Int, keepDimensions: Bool = false) -> Tensor {
    product(axes: [axis], keepDimensions: keepDimensions)
  }

  private func product(_ axes: AxisSet, _ keepDimensions: Bool) -> Tensor {
    let numbers = dtype == .bool || dtype == .uint8 ? cast(to: .int64) : self
    if axes.isEmpty { return numbers }
    return apply(Product(axes: axes, keepDimensions: keepDimensions), [numbers])
  }
}
