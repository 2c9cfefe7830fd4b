import CApusKernels

/// out = a b
package struct MultiplyPrimitive: BinaryPrimitive {
  package static let name = "multiply"
  package static let kernel = APUS_MULTIPLY
  package func kept(for needs: InputSet) -> Kept {
    .factors(for: needs)
  }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    return [
      context.ifNeeded(0) { (dy * b).reduced(to: a.shape) },
      context.ifNeeded(1) { (dy * a).reduced(to: b.shape) },
    ]
  }
}

/// out = scalar x
package struct MultiplyScalar: ScalarPrimitive {
  package static let name = "multiply_scalar"
  package static let kernel = APUS_MULTIPLY
  package let scalar: Double
  package func gradient(_ context: GradientContext) -> [Tensor?] { [context.gradient * scalar] }
}

extension Tensor {
  /// a b, element by element, broadcast together. Whole numbers wrap; bool counts as int32; other
  /// types become the one in which both meet (``dtype(with:)-(Tensor)``).
  public static func * (a: Tensor, b: Tensor) -> Tensor { applyPromoted(MultiplyPrimitive(), a, b) }

  /// a b for every element of a. A whole-number tensor and a fraction give float32.
  public static func * (a: Tensor, b: Double) -> Tensor {
    apply(MultiplyScalar(scalar: b), [a.cast(to: a.dtype(with: b))])
  }

  /// a b for every element of b.
  public static func * (a: Double, b: Tensor) -> Tensor { b * a }

  /// a = a b
  public static func *= (a: inout Tensor, b: Tensor) { a = a * b }

  /// a = a b
  public static func *= (a: inout Tensor, b: Double) { a = a * b }
}
