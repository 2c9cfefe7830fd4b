import CApusKernels

/// out = cosh x = ½(eˣ + e⁻ˣ)
package struct HyperbolicCosine: UnaryPrimitive {
  package static let name = "cosh"
  package static let kernel = APUS_COSH
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * sinh(context.inputs[0])
  }
}

/// cosh x = ½(eˣ + e⁻ˣ). Whole numbers become float32.
public func cosh(_ x: Tensor) -> Tensor { apply(HyperbolicCosine(), [x.floatingPoint]) }
