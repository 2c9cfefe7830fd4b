import CApusKernels

/// out = cosh x = ½(eˣ + e⁻ˣ)
struct HyperbolicCosine: UnaryPrimitive {
  static let name = "cosh"
  static let kernel = APUS_COSH
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * sinh(context.inputs[0])
  }
}

/// cosh x = ½(eˣ + e⁻ˣ). Whole numbers become float32.
public func cosh(_ x: Tensor) -> Tensor { apply(HyperbolicCosine(), [x.floatingPoint]) }
