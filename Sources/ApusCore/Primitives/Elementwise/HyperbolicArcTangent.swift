import CApusKernels

/// out = artanh x
package struct HyperbolicArcTangent: UnaryPrimitive {
  package static let name = "atanh"
  package static let kernel = APUS_ATANH
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (1 - square(context.inputs[0]))
  }
}

/// artanh x, the inverse of tanh: ±∞ at ±1, NaN beyond. Whole numbers become float32.
public func atanh(_ x: Tensor) -> Tensor { apply(HyperbolicArcTangent(), [x.floatingPoint]) }
