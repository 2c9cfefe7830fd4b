import CApusKernels

/// out = tan x
struct Tangent: UnaryPrimitive {
  static let name = "tan"
  static let kernel = APUS_TAN
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * (square(context.output) + 1)
  }
}

/// tan x, x in radians. Whole numbers become float32.
public func tan(_ x: Tensor) -> Tensor { apply(Tangent(), [x.floatingPoint]) }
