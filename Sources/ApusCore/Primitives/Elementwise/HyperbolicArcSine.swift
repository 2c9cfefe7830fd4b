import CApusKernels

/// out = arsinh x
package struct HyperbolicArcSine: InputGradientPrimitive {
  package static let name = "asinh"
  package static let kernel = APUS_ASINH
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * rsqrt(square(x) + 1) }
}

/// arsinh x, the inverse of sinh. Whole numbers become float32.
public func asinh(_ x: Tensor) -> Tensor { apply(HyperbolicArcSine(), [x.floatingPoint]) }
