import CApusKernels

/// out = artanh x
package struct HyperbolicArcTangent: InputGradientPrimitive {
  package static let name = "atanh"
  package static let kernel = APUS_ATANH
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy / (1 - square(x)) }
}

/// artanh x, the inverse of tanh: ±∞ at ±1, NaN beyond. Whole numbers become float32.
public func atanh(_ x: Tensor) -> Tensor { apply(HyperbolicArcTangent(), [x.floatingPoint]) }
