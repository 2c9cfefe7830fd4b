import CApusKernels

/// out = cosh x = ½(eˣ + e⁻ˣ)
package struct HyperbolicCosine: InputGradientPrimitive {
  package static let name = "cosh"
  package static let kernel = APUS_COSH
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * sinh(x) }
}

/// cosh x = ½(eˣ + e⁻ˣ). Whole numbers become float32.
public func cosh(_ x: Tensor) -> Tensor { apply(HyperbolicCosine(), [x.floatingPoint]) }
