/// out = condition ? a : b
package struct Select: Primitive {
  package static let name = "select"
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    let shapes = inputs.map(\.shape)
    guard let shape = shapes[0].broadcast(with: shapes[1])?.broadcast(with: shapes[2]) else {
      throw ShapeError(
        """
        select: \(shapes[0]), \(shapes[1]) and \(shapes[2]): extents must be equal or 1, \
        from the last axis on
        """)
    }
    return TensorType(shape, inputs[1].dtype)
  }
  package func kept(for needs: InputSet) -> Kept { Kept(inputs: InputSet(0)) }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (condition, dy) = (context.inputs[0], context.gradient)
    let zero = dy.scalar(0)
    return [
      nil,
      context.ifNeeded(1) { select(condition, dy, zero).reduced(to: context.inputs[1].shape) },
      context.ifNeeded(2) { select(condition, zero, dy).reduced(to: context.inputs[2].shape) },
    ]
  }
}

/// a where the condition is true, b elsewhere, all three broadcast together: NumPy's `where`, which
/// is a word of Swift.
///
/// - Parameters:
///   - condition: bool; numbers are true where they are not 0.
///   - a: any type; both become the type in which they meet (``Tensor/dtype(with:)-(Tensor)``).
///   - b: likewise.
public func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
  let dtype = a.dtype(with: b)
  return apply(Select(), [condition.cast(to: .bool), a.cast(to: dtype), b.cast(to: dtype)])
}

/// a where the condition is true, a number elsewhere.
public func select(_ condition: Tensor, _ a: Tensor, _ b: Double) -> Tensor {
  select(condition, a, a.scalar(b))
}

/// A number where the condition is true, b elsewhere.
public func select(_ condition: Tensor, _ a: Double, _ b: Tensor) -> Tensor {
  select(condition, b.scalar(a), b)
}
