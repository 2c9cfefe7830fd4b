import CApusKernels

/// out = arccos x
package struct ArcCosine: UnaryPrimitive {
  package static let name = "acos"
  package static let kernel = APUS_ACOS
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    -(dy * rsqrt(1 - square(context.inputs[0])))
  }
}

/// arccos x in [0, π]: NaN outside [−1, 1]. Whole numbers become float32.
public func acos(_ x: Tensor) -> Tensor { apply(ArcCosine(), [x.floatingPoint]) }
