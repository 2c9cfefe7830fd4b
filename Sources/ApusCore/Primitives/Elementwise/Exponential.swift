import CApusKernels

/// out = eˣ
struct Exponential: UnaryPrimitive {
  static let name = "exp"
  static let kernel = APUS_EXP
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * context.output
  }
}

/// eˣ. Whole numbers become float32.
public func exp(_ x: Tensor) -> Tensor { apply(Exponential(), [x.floatingPoint]) }
