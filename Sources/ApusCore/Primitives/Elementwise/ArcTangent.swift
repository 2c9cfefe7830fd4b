import CApusKernels

/// out = arctan x
package struct ArcTangent: InputGradientPrimitive {
  package static let name = "atan"
  package static let kernel = APUS_ATAN
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy / (square(x) + 1) }
}

/// arctan x in [−π/2, π/2]. Whole numbers become float32.
public func atan(_ x: Tensor) -> Tensor { apply(ArcTangent(), [x.floatingPoint]) }
