import CApusKernels

/// out = a − b ⌊a / b⌋
package struct Remainder: BinaryPrimitive {
  package static let name = "remainder"
  package static let kernel = APUS_REMAINDER
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ context: GradientContext) -> [Tensor?] {
    let (a, b) = (context.inputs[0], context.inputs[1])
    let dy = context.gradient
    return [
      context.ifNeeded(0) { dy.reduced(to: a.shape) },
      context.ifNeeded(1) { -(dy * floorDivide(a, b)).reduced(to: b.shape) },
    ]
  }
}

extension Tensor {
  /// a modulo b, with the sign of b as in Python: a − b ⌊a / b⌋, broadcast together.
  ///
  /// By 0: NaN, and 0 of whole numbers.
  public static func % (a: Tensor, b: Tensor) -> Tensor { applyPromoted(Remainder(), a, b) }

  /// a modulo b for every element of a.
  public static func % (a: Tensor, b: Double) -> Tensor { a % a.scalar(b) }
}
