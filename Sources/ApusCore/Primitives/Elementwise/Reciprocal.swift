import CApusKernels

/// out = 1 / x
struct Reciprocal: UnaryPrimitive {
  static let name = "reciprocal"
  static let kernel = APUS_RECIPROCAL
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    -(dy * square(context.output))
  }
}

/// 1 / x. Whole numbers become float32.
public func reciprocal(_ x: Tensor) -> Tensor { apply(Reciprocal(), [x.floatingPoint]) }
