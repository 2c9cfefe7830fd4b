import CApusKernels

/// out = tan x
package struct Tangent: UnaryPrimitive {
  package static let name = "tan"
  package static let kernel = APUS_TAN
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * (square(context.output) + 1)
  }
}

/// tan x, x in radians. Whole numbers become float32.
public func tan(_ x: Tensor) -> Tensor { apply(Tangent(), [x.floatingPoint]) }
