import CApusKernels

/// out = 2ˣ
package struct Exponential2: OutputGradientPrimitive {
  package static let name = "exp2"
  package static let kernel = APUS_EXP2
  // ln 2
  package func gradient(_ dy: Tensor, output y: Tensor) -> Tensor { dy * y * 0.6931471805599453 }
}

/// 2ˣ. Whole numbers become float32.
public func exp2(_ x: Tensor) -> Tensor { apply(Exponential2(), [x.floatingPoint]) }
