import CApusKernels

/// out = 1 / √x
struct ReciprocalSquareRoot: UnaryPrimitive {
  static let name = "rsqrt"
  static let kernel = APUS_RSQRT
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * -0.5 * (context.output * square(context.output))
  }
}

/// 1 / √x: ∞ at 0, NaN below. Whole numbers become float32.
public func rsqrt(_ x: Tensor) -> Tensor { apply(ReciprocalSquareRoot(), [x.floatingPoint]) }
