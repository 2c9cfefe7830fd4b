import CApusKernels

/// out = arctan x
struct ArcTangent: UnaryPrimitive {
  static let name = "atan"
  static let kernel = APUS_ATAN
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (square(context.inputs[0]) + 1)
  }
}

/// arctan x in [−π/2, π/2]. Whole numbers become float32.
public func atan(_ x: Tensor) -> Tensor { apply(ArcTangent(), [x.floatingPoint]) }
