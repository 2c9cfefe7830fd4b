import CApusKernels

/// out = sin x
package struct Sine: UnaryPrimitive {
  package static let name = "sin"
  package static let kernel = APUS_SIN
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * cos(context.inputs[0])
  }
}

/// sin x, x in radians. Whole numbers become float32.
public func sin(_ x: Tensor) -> Tensor { apply(Sine(), [x.floatingPoint]) }
