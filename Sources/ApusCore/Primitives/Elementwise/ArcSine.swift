import CApusKernels

/// out = arcsin x
package struct ArcSine: UnaryPrimitive {
  package static let name = "asin"
  package static let kernel = APUS_ASIN
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * rsqrt(1 - square(context.inputs[0]))
  }
}

/// arcsin x in [−π/2, π/2]: NaN outside [−1, 1]. Whole numbers become float32.
public func asin(_ x: Tensor) -> Tensor { apply(ArcSine(), [x.floatingPoint]) }
