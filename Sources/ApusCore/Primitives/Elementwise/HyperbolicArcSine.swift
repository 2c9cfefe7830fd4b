import CApusKernels

/// out = arsinh x
package struct HyperbolicArcSine: UnaryPrimitive {
  package static let name = "asinh"
  package static let kernel = APUS_ASINH
  package func kept(for needs: InputSet) -> Kept { .allInputs }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * rsqrt(square(context.inputs[0]) + 1)
  }
}

/// arsinh x, the inverse of sinh. Whole numbers become float32.
public func asinh(_ x: Tensor) -> Tensor { apply(HyperbolicArcSine(), [x.floatingPoint]) }
