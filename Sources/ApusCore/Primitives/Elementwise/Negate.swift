import CApusKernels

/// out = −x
struct Negate: UnaryPrimitive {
  static let name = "negate"
  static let kernel = APUS_NEGATE
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? { -dy }
}

extension Tensor {
  /// −x. Whole numbers wrap where the result does not fit.
  public static prefix func - (x: Tensor) -> Tensor { apply(Negate(), [x.numeric]) }
}
