import CApusKernels

/// out = tan x
package struct Tangent: OutputGradientPrimitive {
  package static let name = "tan"
  package static let kernel = APUS_TAN
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { dy * (square(y) + 1) }
}

/// tan x, x in radians. Whole numbers become float32.
public func tan(_ x: Tensor) -> Tensor { apply(Tangent(), [x.floatingPoint]) }
