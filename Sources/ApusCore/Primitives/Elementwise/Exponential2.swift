import CApusKernels

/// out = 2ˣ
package struct Exponential2: UnaryPrimitive {
  package static let name = "exp2"
  package static let kernel = APUS_EXP2
  package func kept(for needs: InputSet) -> Kept { .output }
  package func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * context.output * 0.6931471805599453  // ln 2
  }
}

/// 2ˣ. Whole numbers become float32.
public func exp2(_ x: Tensor) -> Tensor { apply(Exponential2(), [x.floatingPoint]) }
