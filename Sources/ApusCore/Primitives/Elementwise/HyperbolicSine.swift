import CApusKernels

/// out = sinh x = ½(eˣ − e⁻ˣ)
package struct HyperbolicSine: UnaryPrimitive {
  package static let name = "sinh"
  package static let kernel = APUS_SINH
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * cosh(context.inputs[0])
  }
}

/// sinh x = ½(eˣ − e⁻ˣ). Whole numbers become float32.
public func sinh(_ x: Tensor) -> Tensor { apply(HyperbolicSine(), [x.floatingPoint]) }
