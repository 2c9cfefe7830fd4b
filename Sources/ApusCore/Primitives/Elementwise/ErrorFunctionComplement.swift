import CApusKernels

/// out = erfc x = 1 − erf x
package struct ErrorFunctionComplement: UnaryPrimitive {
  package static let name = "erfc"
  package static let kernel = APUS_ERFC
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * exp(-square(context.inputs[0])) * -1.1283791670955126  // −2/√π
  }
}

/// 1 − erf x, accurate where it is small. Whole numbers become float32.
public func erfc(_ x: Tensor) -> Tensor { apply(ErrorFunctionComplement(), [x.floatingPoint]) }
