import CApusKernels

/// out = 2ˣ
struct Exponential2: UnaryPrimitive {
  static let name = "exp2"
  static let kernel = APUS_EXP2
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * context.output * 0.6931471805599453  // ln 2
  }
}

/// 2ˣ. Whole numbers become float32.
public func exp2(_ x: Tensor) -> Tensor { apply(Exponential2(), [x.floatingPoint]) }
