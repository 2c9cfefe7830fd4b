import CApusKernels

/// out = sinh x = ½(eˣ − e⁻ˣ)
package struct HyperbolicSine: InputGradientPrimitive {
  package static let name = "sinh"
  package static let kernel = APUS_SINH
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * cosh(x) }
}

/// sinh x = ½(eˣ − e⁻ˣ). Whole numbers become float32.
public func sinh(_ x: Tensor) -> Tensor { apply(HyperbolicSine(), [x.floatingPoint]) }
