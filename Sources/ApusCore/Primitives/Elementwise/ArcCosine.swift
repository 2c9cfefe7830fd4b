import CApusKernels

/// out = arccos x
package struct ArcCosine: InputGradientPrimitive {
  package static let name = "acos"
  package static let kernel = APUS_ACOS
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { -(dy * rsqrt(1 - square(x))) }
}

/// arccos x in [0, π]: NaN outside [−1, 1]. Whole numbers become float32.
public func acos(_ x: Tensor) -> Tensor { apply(ArcCosine(), [x.floatingPoint]) }
