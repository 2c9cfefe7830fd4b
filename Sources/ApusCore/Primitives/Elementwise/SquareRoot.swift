import CApusKernels

/// out = √x
package struct SquareRoot: OutputGradientPrimitive {
  package static let name = "sqrt"
  package static let kernel = APUS_SQRT
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { dy * 0.5 / y }
}

/// √x: NaN below 0. Whole numbers become float32.
public func sqrt(_ x: Tensor) -> Tensor { apply(SquareRoot(), [x.floatingPoint]) }
