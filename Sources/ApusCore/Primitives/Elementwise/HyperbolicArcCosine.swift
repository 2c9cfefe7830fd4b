import CApusKernels

/// out = arcosh x
package struct HyperbolicArcCosine: InputGradientPrimitive {
  package static let name = "acosh"
  package static let kernel = APUS_ACOSH
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * rsqrt((x - 1) * (x + 1)) }
}

/// arcosh x ≥ 0, the inverse of cosh: NaN below 1. Whole numbers become float32.
public func acosh(_ x: Tensor) -> Tensor { apply(HyperbolicArcCosine(), [x.floatingPoint]) }
