import CApusKernels

/// out = 1 / x
package struct Reciprocal: OutputGradientPrimitive {
  package static let name = "reciprocal"
  package static let kernel = APUS_RECIPROCAL
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { -(dy * square(y)) }
}

/// 1 / x. Whole numbers become float32.
public func reciprocal(_ x: Tensor) -> Tensor { apply(Reciprocal(), [x.floatingPoint]) }
