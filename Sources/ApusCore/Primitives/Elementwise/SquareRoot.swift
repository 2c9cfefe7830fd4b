import CApusKernels

/// out = √x
struct SquareRoot: UnaryPrimitive {
  static let name = "sqrt"
  static let kernel = APUS_SQRT
  func kept(for needs: InputSet) -> Kept { .output }
  func gradient(_ dy: Tensor, _ context: GradientContext) -> Tensor? {
    dy * 0.5 / context.output
  }
}

/// √x: NaN below 0. Whole numbers become float32.
public func sqrt(_ x: Tensor) -> Tensor { apply(SquareRoot(), [x.floatingPoint]) }
