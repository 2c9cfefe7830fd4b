import CApusKernels

/// out = 1 / √x
package struct ReciprocalSquareRoot: OutputGradientPrimitive {
  package static let name = "rsqrt"
  package static let kernel = APUS_RSQRT
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { dy * -0.5 * (y * square(y)) }
}

/// 1 / √x: ∞ at 0, NaN below. Whole numbers become float32.
public func rsqrt(_ x: Tensor) -> Tensor { apply(ReciprocalSquareRoot(), [x.floatingPoint]) }
