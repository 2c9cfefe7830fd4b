import CApusKernels

/// out = sin x
struct Sine: UnaryPrimitive {
  static let name = "sin"
  static let kernel = APUS_SIN
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * cos(context.inputs[0])
  }
}

/// sin x, x in radians. Whole numbers become float32.
public func sin(_ x: Tensor) -> Tensor { apply(Sine(), [x.floatingPoint]) }
