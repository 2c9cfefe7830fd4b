import CApusKernels

/// out = cos x
struct Cosine: UnaryPrimitive {
  static let name = "cos"
  static let kernel = APUS_COS
  func kept(for needs: InputSet) -> Kept { .allInputs }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    -(dy * sin(context.inputs[0]))
  }
}

/// cos x, x in radians. Whole numbers become float32.
public func cos(_ x: Tensor) -> Tensor { apply(Cosine(), [x.floatingPoint]) }
