import CApusKernels

/// out = log₁₀ x
package struct Logarithm10: UnaryPrimitive {
  package static let name = "log10"
  package static let kernel = APUS_LOG10
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy / (context.inputs[0] * 2.302585092994046)  // ln 10
  }
}

/// log₁₀ x: −∞ at 0, NaN below. Whole numbers become float32.
public func log10(_ x: Tensor) -> Tensor { apply(Logarithm10(), [x.floatingPoint]) }
