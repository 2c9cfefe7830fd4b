import CApusKernels

/// out = a + b
package struct AddPrimitive: BinaryPrimitive {
  package static let name = "add"
  package static let kernel = APUS_ADD
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0].shape, context.inputs[1].shape)
    let dy = context.gradient
    return [
      context.ifNeeded(0) { dy.reduced(to: a) },
      context.ifNeeded(1) { dy.reduced(to: b) },
    ]
  }
}

/// out = x + scalar
package struct AddScalar: ScalarPrimitive {
  package static let name = "add_scalar"
  package static let kernel = APUS_ADD
  package let scalar: Double
  package func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient] }
}

extension Tensor {
  /// a + b, broadcast together. Whole numbers wrap; bool counts as int32; other types become the
  /// one in which both meet (``dtype(with:)-(Tensor)``).
  public static func + (a: Tensor, b: Tensor) -> Tensor { applyPromoted(AddPrimitive(), a, b) }

  /// a + b for every element of a. A whole-number tensor and a fraction give float32.
  public static func + (a: Tensor, b: Double) -> Tensor {
    apply(AddScalar(scalar: b), [a.cast(to: a.dtype(with: b))])
  }

  /// a + b for every element of b.
  public static func + (a: Double, b: Tensor) -> Tensor { b + a }

  /// a = a + b
  public static func += (a: inout Tensor, b: Tensor) { a = a + b }

  /// a = a + b
  public static func += (a: inout Tensor, b: Double) { a = a + b }
}
