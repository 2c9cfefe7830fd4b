import CApusKernels

/// out = log₂ x
package struct Logarithm2: InputGradientPrimitive {
  package static let name = "log2"
  package static let kernel = APUS_LOG2
  // ln 2
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy / (x * 0.6931471805599453) }
}

/// log₂ x: −∞ at 0, NaN below. Whole numbers become float32.
public func log2(_ x: Tensor) -> Tensor { apply(Logarithm2(), [x.floatingPoint]) }
