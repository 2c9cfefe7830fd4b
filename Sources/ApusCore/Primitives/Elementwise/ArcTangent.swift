import CApusKernels

/// out = arctan x
package struct ArcTangent: UnaryPrimitive {
  package static let name = "atan"
  package static let kernel = APUS_ATAN
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (square(context.inputs[0]) + 1)
  }
}

/// arctan x in [−π/2, π/2]. Whole numbers become float32.
public func atan(_ x: Tensor) -> Tensor { apply(ArcTangent(), [x.floatingPoint]) }
