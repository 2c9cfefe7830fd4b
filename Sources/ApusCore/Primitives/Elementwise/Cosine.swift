import CApusKernels

/// out = cos x
package struct Cosine: UnaryPrimitive {
  package static let name = "cos"
  package static let kernel = APUS_COS
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    -(dy * sin(context.inputs[0]))
  }
}

/// cos x, x in radians. Whole numbers become float32.
public func cos(_ x: Tensor) -> Tensor { apply(Cosine(), [x.floatingPoint]) }
