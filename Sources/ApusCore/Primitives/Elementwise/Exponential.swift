import CApusKernels

/// out = eˣ
package struct Exponential: UnaryPrimitive {
  package static let name = "exp"
  package static let kernel = APUS_EXP
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * context.output
  }
}

/// eˣ. Whole numbers become float32.
public func exp(_ x: Tensor) -> Tensor { apply(Exponential(), [x.floatingPoint]) }
