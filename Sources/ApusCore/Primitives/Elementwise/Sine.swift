import CApusKernels

/// out = sin x
package struct Sine: InputGradientPrimitive {
  package static let name = "sin"
  package static let kernel = APUS_SIN
  package func gradient(_ dy: Tensor, input x: Tensor) -> Tensor { dy * cos(x) }
}

/// sin x, x in radians. Whole numbers become float32.
public func sin(_ x: Tensor) -> Tensor { apply(Sine(), [x.floatingPoint]) }
