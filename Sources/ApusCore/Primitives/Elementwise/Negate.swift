import CApusKernels

/// out = −x
package struct Negate: UnaryPrimitive {
  package static let name = "negate"
  package static let kernel = APUS_NEGATE
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { -dy }
}

extension Tensor {
  /// −x. Whole numbers wrap where the result does not fit.
  public static prefix func - (x: Tensor) -> Tensor { apply(Negate(), [x.numeric]) }
}
