import CApusKernels

/// out = sinh x = ½(eˣ − e⁻ˣ)
struct HyperbolicSine: UnaryPrimitive {
  static let name = "sinh"
  static let kernel = APUS_SINH
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * cosh(context.inputs[0])
  }
}

/// sinh x = ½(eˣ − e⁻ˣ). Whole numbers become float32.
public func sinh(_ x: Tensor) -> Tensor { apply(HyperbolicSine(), [x.floatingPoint]) }
