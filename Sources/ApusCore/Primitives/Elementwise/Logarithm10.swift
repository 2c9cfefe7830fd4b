import CApusKernels

/// out = log₁₀ x
struct Logarithm10: UnaryPrimitive {
  static let name = "log10"
  static let kernel = APUS_LOG10
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (context.inputs[0] * 2.302585092994046)  // ln 10
  }
}

/// log₁₀ x: −∞ at 0, NaN below. Whole numbers become float32.
public func log10(_ x: Tensor) -> Tensor { apply(Logarithm10(), [x.floatingPoint]) }
