import CApusKernels

/// out = ln(1 + x)
package struct LogarithmOnePlus: InputGradientPrimitive {
  package static let name = "log1p"
  package static let kernel = APUS_LOG1P
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy / (x + 1) }
}

/// ln(1 + x), accurate near 0: −∞ at −1, NaN below. Whole numbers become float32.
public func log1p(_ x: Tensor) -> Tensor { apply(LogarithmOnePlus(), [x.floatingPoint]) }
