import CApusKernels

/// out = ln x
package struct Logarithm: InputGradientPrimitive {
  package static let name = "log"
  package static let kernel = APUS_LOG
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy / x }
}

/// ln x: −∞ at 0, NaN below. Whole numbers become float32.
public func log(_ x: Tensor) -> Tensor { apply(Logarithm(), [x.floatingPoint]) }
