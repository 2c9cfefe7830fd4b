import CApusKernels

/// out = arcsin x
package struct ArcSine: InputGradientPrimitive {
  package static let name = "asin"
  package static let kernel = APUS_ASIN
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * rsqrt(1 - square(x)) }
}

/// arcsin x in [−π/2, π/2]: NaN outside [−1, 1]. Whole numbers become float32.
public func asin(_ x: Tensor) -> Tensor { apply(ArcSine(), [x.floatingPoint]) }
