import CApusKernels

/// out = arcosh x
package struct HyperbolicArcCosine: UnaryPrimitive {
  package static let name = "acosh"
  package static let kernel = APUS_ACOSH
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * rsqrt((context.inputs[0] - 1) * (context.inputs[0] + 1))
  }
}

/// arcosh x ≥ 0, the inverse of cosh: NaN below 1. Whole numbers become float32.
public func acosh(_ x: Tensor) -> Tensor { apply(HyperbolicArcCosine(), [x.floatingPoint]) }
