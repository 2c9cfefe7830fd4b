import CApusKernels

/// out = eˣ
package struct Exponential: OutputGradientPrimitive {
  package static let name = "exp"
  package static let kernel = APUS_EXP
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { dy * y }
}

/// eˣ. Whole numbers become float32.
public func exp(_ x: Tensor) -> Tensor { apply(Exponential(), [x.floatingPoint]) }
