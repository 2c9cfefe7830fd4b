import CApusKernels

/// A primitive on the elements of two tensors of one element type that broadcast together.
///
/// Shapes are aligned at the last axis; extents must be equal or one of them 1 (NumPy's rule).
package protocol BinaryPrimitive: Primitive {
  /// The loop that computes it.
  static var kernel: apus_binary_operation { get }
}

extension BinaryPrimitive {
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    TensorType(try Self.broadcastShape(inputs[0].shape, inputs[1].shape), inputs[0].dtype)
  }

  @inline(__always) static func broadcastShape(
    _ a: Shape, _ b: Shape
  ) throws(ShapeError) -> Shape {
    if a == b { return a }
    guard let shape = a.broadcast(with: b) else {
      throw ShapeError(
        "\(name): \(a) and \(b): extents must be equal or 1, from the last axis on")
    }
    return shape
  }
}

/// A binary primitive that gives bool and has no gradient.
package protocol TestPrimitive: BinaryPrimitive {}

extension TestPrimitive {
  package func outputType(_ inputs: [Tensor]) throws(ShapeError) -> TensorType {
    TensorType(try Self.broadcastShape(inputs[0].shape, inputs[1].shape), .bool)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil, nil] }
}

/// A binary primitive that gives the operand which wins.
package protocol ExtremePrimitive: BinaryPrimitive {
  /// Whether `a` wins over `b`: bool.
  static func wins(_ a: Tensor, over b: Tensor) -> Tensor
}

extension ExtremePrimitive {
  package func kept(for needs: InputSet) -> Kept { .allInputs }

  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    // Equal operands share the gradient, so that the order of the operands does not matter.
    let tied = select(a .== b, dy * 0.5, dy.scalar(0))
    return [
      context.ifNeeded(0) { select(Self.wins(a, over: b), dy, tied).reduced(to: a.shape) },
      context.ifNeeded(1) { select(Self.wins(b, over: a), dy, tied).reduced(to: b.shape) },
    ]
  }
}

/// Applies a binary primitive to numbers, of the type in which both meet; bool counts as int32.
@inline(__always)
func applyPromoted<P: BinaryPrimitive>(_ primitive: P, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.dtype == b.dtype && a.dtype != .bool { return apply(primitive, [a, b]) }
  let first = a.numeric
  let second = b.numeric
  let dtype = first.dtype(with: second)
  return apply(primitive, [first.cast(to: dtype), second.cast(to: dtype)])
}

/// Applies a binary primitive to real numbers: whole ones become float32.
func applyFloatingPoint<P: BinaryPrimitive>(_ primitive: P, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.dtype == b.dtype && a.dtype.isFloatingPoint { return apply(primitive, [a, b]) }
  let dtype = a.dtype(with: b)
  let common: DType = dtype.isFloatingPoint ? dtype : .float32
  return apply(primitive, [a.cast(to: common), b.cast(to: common)])
}

/// Applies a comparison in the type in which both operands meet. Of whole numbers nothing is cut
/// off.
func applyComparison<P: TestPrimitive>(_ primitive: P, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.dtype == b.dtype { return apply(primitive, [a, b]) }
  let isReal = a.dtype.isFloatingPoint || b.dtype.isFloatingPoint
  let dtype = isReal ? a.dtype(with: b) : a.dtype.promoted(with: b.dtype)
  return apply(primitive, [a.cast(to: dtype), b.cast(to: dtype)])
}

extension Tensor {
  /// The element type in which this tensor meets another one.
  ///
  /// Of two tensors with axes, and of two scalars, the type that holds both
  /// (``DType/promoted(with:)``). A scalar (no axes) gives way to a tensor with axes of its kind or
  /// a higher one (bool, whole, floating point): a float32 tensor stays float32 beside a float64
  /// scalar, and an int32 tensor becomes float32 beside a float32 scalar.
  ///
  /// - Source: PyTorch `result_type`; NumPy 2 and JAX have the same rule for Python's numbers.
  public func dtype(with other: Tensor) -> DType {
    if dtype == other.dtype { return dtype }
    if (rank == 0) == (other.rank == 0) { return dtype.promoted(with: other.dtype) }
    let (scalar, tensor) = rank == 0 ? (dtype, other.dtype) : (other.dtype, dtype)
    return scalar.kind > tensor.kind ? scalar : tensor
  }
}

extension DType {
  /// 0 of bool, 1 of whole numbers, 2 of floating point.
  fileprivate var kind: Int { isFloatingPoint ? 2 : isInteger ? 1 : 0 }
}
