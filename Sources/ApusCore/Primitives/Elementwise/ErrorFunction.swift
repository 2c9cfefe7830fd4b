import CApusKernels

/// out = erf x = 2/√π ∫₀ˣ e^−t² dt
package struct ErrorFunction: UnaryPrimitive {
  package static let name = "erf"
  package static let kernel = APUS_ERF
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * exp(-square(context.inputs[0])) * 1.1283791670955126  // 2/√π
  }
}

/// The error function erf x = 2/√π ∫₀ˣ e^−t² dt. Whole numbers become float32.
public func erf(_ x: Tensor) -> Tensor { apply(ErrorFunction(), [x.floatingPoint]) }
