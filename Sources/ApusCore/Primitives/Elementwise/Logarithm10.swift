import CApusKernels

/// out = log₁₀ x
package struct Logarithm10: InputGradientPrimitive {
  package static let name = "log10"
  package static let kernel = APUS_LOG10
  // ln 10
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy / (x * 2.302585092994046) }
}

/// log₁₀ x: −∞ at 0, NaN below. Whole numbers become float32.
public func log10(_ x: Tensor) -> Tensor { apply(Logarithm10(), [x.floatingPoint]) }
