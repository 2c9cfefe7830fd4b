import CApusKernels

/// out = eˣ − 1
package struct ExponentialMinusOne: OutputGradientPrimitive {
  package static let name = "expm1"
  package static let kernel = APUS_EXPM1
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { dy * (y + 1) }
}

/// eˣ − 1, accurate near 0. Whole numbers become float32.
public func expm1(_ x: Tensor) -> Tensor { apply(ExponentialMinusOne(), [x.floatingPoint]) }
