import CApusKernels

/// A primitive on the elements of two tensors of one element type that broadcast together.
///
/// Shapes are aligned at the last axis; extents must be equal or one of them 1 (NumPy's rule).
package protocol BinaryPrimitive: Primitive {
  /// The loop that computes it.
  static var kernel: apus_binary_operation { get }
}

extension BinaryPrimitive {
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(Self.broadcastShape(inputs[0].shape, inputs[1].shape), inputs[0].dtype)
  }

  @inline(__always) static func broadcastShape(_ a: Shape, _ b: Shape) -> Shape {
    if a == b { return a }
    guard let shape = a.broadcast(with: b) else {
      trap("\(name): \(a) and \(b): extents must be equal or 1, from the last axis on")
    }
    return shape
  }
}

/// A binary primitive that gives bool and has no gradient.
package protocol TestPrimitive: BinaryPrimitive {}

extension TestPrimitive {
  package func outputType(_ inputs: [Tensor]) -> TensorType {
    TensorType(Self.broadcastShape(inputs[0].shape, inputs[1].shape), .bool)
  }

  package func gradient(_ context: GradientContext) -> [Tensor?] { [nil, nil] }
}

/// Applies a binary primitive to numbers, of the type that holds both; bool counts as int32.
@inline(__always)
func applyPromoted<P: BinaryPrimitive>(_ primitive: P, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.dtype == b.dtype && a.dtype != .bool { return apply(primitive, [a, b]) }
  let first = a.numeric
  let second = b.numeric
  let dtype = first.dtype.promoted(with: second.dtype)
  return apply(primitive, [first.cast(to: dtype), second.cast(to: dtype)])
}

/// Applies a binary primitive to real numbers: whole ones become float32.
func applyFloatingPoint<P: BinaryPrimitive>(_ primitive: P, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.dtype == b.dtype && a.dtype.isFloatingPoint { return apply(primitive, [a, b]) }
  let dtype = a.dtype.promoted(with: b.dtype)
  let common: DType = dtype.isFloatingPoint ? dtype : .float32
  return apply(primitive, [a.cast(to: common), b.cast(to: common)])
}

/// Applies a comparison in the type that holds both operands.
func applyComparison<P: TestPrimitive>(_ primitive: P, _ a: Tensor, _ b: Tensor) -> Tensor {
  if a.dtype == b.dtype { return apply(primitive, [a, b]) }
  let dtype = a.dtype.promoted(with: b.dtype)
  return apply(primitive, [a.cast(to: dtype), b.cast(to: dtype)])
}
