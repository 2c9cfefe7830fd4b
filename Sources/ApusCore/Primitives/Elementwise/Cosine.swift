import CApusKernels

/// out = cos x
package struct Cosine: InputGradientPrimitive {
  package static let name = "cos"
  package static let kernel = APUS_COS
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { -(dy * sin(x)) }
}

/// cos x, x in radians. Whole numbers become float32.
public func cos(_ x: Tensor) -> Tensor { apply(Cosine(), [x.floatingPoint]) }
