import CApusKernels

/// out = arsinh x
struct HyperbolicArcSine: UnaryPrimitive {
  static let name = "asinh"
  static let kernel = APUS_ASINH
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * rsqrt(square(context.inputs[0]) + 1)
  }
}

/// arsinh x, the inverse of sinh. Whole numbers become float32.
public func asinh(_ x: Tensor) -> Tensor { apply(HyperbolicArcSine(), [x.floatingPoint]) }
