import CApusKernels

/// out = erf x = 2/√π ∫₀ˣ e^−t² dt
struct ErrorFunction: UnaryPrimitive {
  static let name = "erf"
  static let kernel = APUS_ERF
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * exp(-square(context.inputs[0])) * 1.1283791670955126  // 2/√π
  }
}

/// The error function erf x = 2/√π ∫₀ˣ e^−t² dt. Whole numbers become float32.
public func erf(_ x: Tensor) -> Tensor { apply(ErrorFunction(), [x.floatingPoint]) }
