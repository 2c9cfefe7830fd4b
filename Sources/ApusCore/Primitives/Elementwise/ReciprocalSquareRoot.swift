import CApusKernels

/// out = 1 / √x
package struct ReciprocalSquareRoot: UnaryPrimitive {
  package static let name = "rsqrt"
  package static let kernel = APUS_RSQRT
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * -0.5 * (context.output * square(context.output))
  }
}

/// 1 / √x: ∞ at 0, NaN below. Whole numbers become float32.
public func rsqrt(_ x: Tensor) -> Tensor { apply(ReciprocalSquareRoot(), [x.floatingPoint]) }
